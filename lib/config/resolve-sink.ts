import type * as z from 'zod';
import { keySuffix } from '../sink/suffix';
import type { Objects, Sink, SinkBatch, SinkSource } from './destination';
import type { sinkSchema } from './schema';
import { isFifo, isRequest } from './sink-source';

type SinkOutput = z.output<typeof sinkSchema>;

/**
 * The sink with every default filled in; also what the constructs make of their props. `sinkComplaints` found nothing
 * wrong before.
 *
 * @throws Error where the pattern and the format do not fit, which the rules refuse with a better sentence
 */
export function resolveSink(input: SinkOutput, objects: Pick<Objects, 'pattern'>): Sink {
  const { source, batch, delimiter = ',', header = hasColumns(input), ...rest } = input;
  const ending = keySuffix({ ...rest, delimiter }, objects.pattern);
  if ('problem' in ending) throw new Error(`The pattern ${ending.problem}.`);
  return {
    ...rest,
    source: resolveSource(source),
    delimiter,
    header,
    batch: resolveBatch(source, batch),
    ...ending,
  };
}

function resolveSource(source: SinkOutput['source']): SinkSource {
  return source.type === 'sqs' ? { ...source, fifo: isFifo(source) } : source;
}

interface Columns {
  readonly format?: unknown;
  readonly template?: unknown;
  readonly fields?: unknown;
  readonly excludeFields?: unknown;
  readonly dataField?: unknown;
}

/** A template's output in which nothing is chosen is the line itself: nobody knows its columns. */
export function hasColumns({ format, template, fields, excludeFields, dataField }: Columns): boolean {
  const chosen = fields ?? excludeFields ?? dataField;
  return format === 'delimited' && (template === undefined || chosen !== undefined);
}

function resolveBatch(source: SinkOutput['source'], given: SinkOutput['batch']): SinkBatch {
  const usual = defaultBatch(source);
  const { maxRecords = usual.maxRecords, maxBytes = usual.maxBytes, maxSeconds = usual.maxSeconds } = given;
  return { maxRecords, maxBytes, maxSeconds };
}

const MIB = 1_048_576;

/**
 * A request is one batch, and becomes one object where it can: the bounds are those of Lambda's payload, 6 MB.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
function defaultBatch(source: SinkOutput['source']): SinkBatch {
  if (isRequest(source)) return { maxRecords: 10_000, maxBytes: 6 * MIB, maxSeconds: 0 };
  if (isFifo(source)) return { maxRecords: 10, maxBytes: 5 * MIB, maxSeconds: 0 };
  return { maxRecords: 1000, maxBytes: 5 * MIB, maxSeconds: 60 };
}
