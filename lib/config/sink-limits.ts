import { bytesOf, longestKey } from '../sink/runtime/key';
import type { ObjectsDraft, SinkDraft } from './draft';
import { at, atKey, type Complaint } from './problem';
import { hasQueue, isFifo, isRequest } from './sink-source';

/** What AWS does not take. Paths are as those of `sinkComplaints`. */
export function limitComplaints(sink: SinkDraft, objects: ObjectsDraft): Complaint[] {
  return [...batchComplaints(sink), ...keyLength(sink, objects), ...settingsLength(sink, objects)];
}

/**
 * The limits of event source mappings: at most 10 messages and no batching window for FIFO queues, and a window of at
 * least a second above 10 messages for other queues. Up to 10,000 records and 300 seconds are in the schema.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html and
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html, read 2026-11-21. The latter names
 * streams beside queues, and its own default for them is 100 records without a window.
 */
function batchComplaints({ source, batch: { maxRecords, maxSeconds } = {} }: SinkDraft): Complaint[] {
  if (isRequest(source)) {
    const message = `has no effect with source ${source?.type}, where a request is a batch: take it out`;
    return maxSeconds === undefined ? [] : [atKey(['batch', 'maxSeconds'], message)];
  }
  if (isFifo(source)) {
    const found: Complaint[] = [];
    if (maxRecords !== undefined && maxRecords > 10)
      found.push(
        at(
          ['batch', 'maxRecords'],
          'is too high for a FIFO queue, which hands over 10 messages: write at most 10',
        ),
      );
    if (maxSeconds !== undefined && maxSeconds > 0)
      found.push(
        at(
          ['batch', 'maxSeconds'],
          'is not known to FIFO queues, which do not wait: write 0, or take it out',
        ),
      );
    return found;
  }
  if (!hasQueue(source) || maxSeconds !== 0 || (maxRecords ?? 1000) <= 10) return [];
  const message =
    'is too short for batches of more than 10 messages, for which Lambda must wait a second: write at least 1, or maxRecords: 10';
  return [at(['batch', 'maxSeconds'], message)];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: 1,024 bytes of UTF-8, read 2026-11-21 */
function keyLength({ key }: SinkDraft, objects: ObjectsDraft): Complaint[] {
  if (key === undefined) return [];
  const bytes = longestKey(key) + bytesOf(surroundings(objects));
  const message = `can make keys of ${bytes} bytes, and S3 allows 1024: use fewer tokens, or a shorter prefix`;
  return bytes > 1024 ? [at(['key'], message)] : [];
}

/** What stands around the key template; where the pattern has no ending, the longest that a sink chooses by itself. */
function surroundings({ prefix, prefixes = [], pattern = '*' }: ObjectsDraft): string {
  const folder = prefix ?? prefixes[0] ?? '';
  return `${folder}/${pattern === '*' ? '.jsonl.deflate' : pattern.slice(1)}`;
}

/**
 * The settings go to the function as JSON in an environment variable, and Lambda measures the JSON of all variables, so
 * that quotes count four times: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (4 KB), read
 * 2026-11-21. What the file does not say is counted at its longest, in lengths that CloudFormation gives.
 */
const MAX_SETTINGS_BYTES = 4096;
const FOR_THE_REST = 1024;

function settingsLength(sink: SinkDraft, objects: ObjectsDraft): Complaint[] {
  const { template, fields, excludeFields, dataField, idField, key, keyTime } = sink;
  const own = { template, fields, excludeFields, dataField, idField, key, keyTime };
  const settings = JSON.stringify({ ...own, surroundings: surroundings(objects) });
  const bytes = bytesOf(JSON.stringify(settings)) + FOR_THE_REST;
  if (bytes <= MAX_SETTINGS_BYTES) return [];
  const remedy =
    template === undefined
      ? 'name fewer fields'
      : 'take comments and indentation out of the template, and write `…` instead of "…" in its actions, because a quote takes four bytes';
  const message = `becomes ${bytes} bytes of settings, and a function takes ${MAX_SETTINGS_BYTES}: ${remedy}`;
  return [atKey([], message)];
}
