import { AwsClient } from '../../lib/sink/runtime/aws/client';
import { Connections } from '../../lib/sink/runtime/aws/connections';
import { ObjectStore } from '../../lib/sink/runtime/aws/object-store';
import type { Put, PutOptions } from './requests';

/** What of the sink writes an object. */
export function put({ endpoint, credentials, key, body, contentType, send }: PutOptions): Put {
  if (!send) Connections.prototype.exchange = async () => ({ status: 200, ok: true, text: '' });
  const store = new ObjectStore({
    client: new AwsClient('eu-west-1', () => credentials),
    bucket: 'bench',
    contentType,
    endpoint,
  });
  return () => store.put(key, [body], { retries: 0, timeout: 60_000, deadline: Date.now() + 60_000 });
}
