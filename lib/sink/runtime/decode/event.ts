import type { DecodedEvent } from '../record';
import type { SinkSettings } from '../settings';
import { decodeFunctionUrl } from './function-url';
import { decodeInvoke } from './invoke';
import { decodeKinesis } from './kinesis';
import { decodeSqs } from './sqs';

export interface InvocationContext {
  readonly awsRequestId: string;
  /** When this invocation began, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * Takes an event of Lambda apart into records. A single broken record is dead, with its reason.
 * @throws SinkInputError if the event as a whole is not what the source sends; the message names the place and what
 * was expected there, never what was found in a payload.
 */
export function decodeEvent(
  settings: Pick<SinkSettings, 'eventSource' | 'source' | 'format'>,
  event: unknown,
  context: InvocationContext,
): DecodedEvent {
  switch (settings.eventSource) {
    case 'sqs':
    case 'sqs-fifo':
      return decodeSqs(settings, event);
    case 'kinesis':
      return decodeKinesis(settings, event);
    case 'function-url':
      return decodeFunctionUrl(settings, event);
    case 'invoke':
      return decodeInvoke(settings, event, context);
  }
}
