import type { WireRequest } from '../../lib/local/http';
import { Refusal } from '../../lib/local/refusal';
import { type Expectation, verifySignature } from '../../lib/local/sigv4';
import type { FakeKey, IamState } from './iam-state';
import { QueryError } from './query';

/** Refuses who signs with an unknown, inactive or foreign key, in the words of the service that was asked. */
export function verify(wire: WireRequest, iam: IamState): void {
  const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\//.exec(wire.headers.authorization ?? '');
  const [, id = '', region = '', service = ''] = scope ?? [];
  const isS3 = service === 's3';
  const key = iam.ownerOf(id)?.key;
  if (key === undefined || !key.active || stillUnknown(key)) {
    throw isS3
      ? new QueryError(
          'InvalidAccessKeyId',
          'The AWS Access Key Id you provided does not exist in our records.',
          403,
        )
      : new QueryError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  }
  try {
    verifySignature(wire, {
      // Any service signs the same way.
      service: service as Expectation['service'],
      region,
      now: Date.now(),
      keyOf: () => ({ secretAccessKey: key.secret }),
    });
  } catch (error) {
    if (error instanceof Refusal) throw new QueryError(error.code, error.message, error.status);
    throw error;
  }
}

function stillUnknown(key: FakeKey): boolean {
  if (key.unknownFor === 0) return false;
  key.unknownFor--;
  return true;
}
