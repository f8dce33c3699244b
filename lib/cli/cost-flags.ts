import type { Sink } from '../config/destination';
import { isRequest } from '../config/sink-source';
import { InputError } from '../terminal/input-error';
import type { CostOptions } from './cost';

type Source = Sink['source'];

interface Flag {
  readonly option: keyof CostOptions;
  readonly name: string;
  /** For which sources it changes anything; absent: for every sink. */
  readonly of?: { readonly what: string; readonly has: (source: Source) => boolean };
}

const requests = { what: 'function-url and invoke', has: isRequest };
const gathered = {
  what: 'queues and streams, because a request is a batch',
  has: (source: Source) => !isRequest(source),
};

/** The flags that not everything has a use for. */
const FLAGS: readonly Flag[] = [
  { option: 'latency', name: '--latency' },
  { option: 'memory', name: '--memory' },
  { option: 'compression', name: '--compression' },
  { option: 'compressionRatio', name: '--compression-ratio' },
  { option: 'maxRecords', name: '--max-records' },
  { option: 'maxSeconds', name: '--max-seconds', of: gathered },
  { option: 'keys', name: '--keys' },
  { option: 'sendBatch', name: '--send-batch', of: { what: 'sqs', has: ({ type }) => type === 'sqs' } },
  { option: 'recordsPerRequest', name: '--records-per-request', of: requests },
  { option: 'shards', name: '--shards', of: { what: 'kinesis', has: ({ type }) => type === 'kinesis' } },
];

/** A flag that changes nothing would let its user believe that it did. */
export function refuseUseless(options: CostOptions, sink: Sink | undefined): void {
  const useless = FLAGS.filter(({ option }) => options[option] !== undefined).flatMap(({ name, of }) => {
    if (sink === undefined) return [`${name} is about a sink, and the file has none`];
    const { source } = sink;
    return of === undefined || of.has(source)
      ? []
      : [`${name} has no effect with source ${source.type}: it is for ${of.what}`];
  });
  if (useless.length > 0)
    throw new InputError(`${useless.join('\n')}\nTake ${useless.length === 1 ? 'it' : 'them'} out.`);
}
