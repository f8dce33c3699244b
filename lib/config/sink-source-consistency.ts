import { nearest } from './did-you-mean';
import type { SinkDraft } from './draft';
import { at, atKey, type Complaint, type KeyPath } from './problem';

/** What a source's own keys say about each other. Paths are relative to `sink`. */
export function sourceComplaints({ source, alarms }: SinkDraft): Complaint[] {
  const found: Complaint[] = [];
  if (source?.type === 'sqs')
    found.push(...fifoComplaints(source), ...sourceKeyComplaints(source, 'queueArn'));
  if (source?.type === 'kinesis') found.push(...sourceKeyComplaints(source, 'streamArn'));
  if (source?.type === 'eventbridge')
    found.push(
      ...patternComplaints(source.pattern, ['source', 'pattern']),
      ...eventKeyComplaints(source.pattern),
    );
  // Who publishes to a FIFO topic must name a message group: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  if (alarms?.topicArn?.endsWith('.fifo')) {
    const message = 'is a FIFO topic, which alarms cannot tell anything: write a standard one';
    found.push(at(['alarms', 'topicArn'], message));
  }
  return found;
}

function fifoComplaints({
  fifo,
  queueArn,
}: {
  readonly fifo?: boolean;
  readonly queueArn?: string;
}): Complaint[] {
  const named = queueArn?.endsWith('.fifo');
  if (fifo === undefined || named === undefined || named === fifo) return [];
  const message = named
    ? 'says no, and the queue of sink.source.queueArn is one, because its name ends in .fifo: take it out'
    : 'says yes, and the queue of sink.source.queueArn is none, because its name does not end in .fifo: take it out';
  return [at(['source', 'fifo'], message)];
}

/** What we make is encrypted without a key of one's own. */
function sourceKeyComplaints(source: { readonly keyArn?: string }, existing: string): Complaint[] {
  if (source.keyArn === undefined || existing in source) return [];
  const message = `is the key of what is there already, and sink.source.${existing} is missing: write it, or take the key out`;
  return [atKey(['source', 'keyArn'], message)];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html: values stand in lists. */
function patternComplaints(pattern: unknown, path: KeyPath): Complaint[] {
  if (pattern === undefined) return [];
  if (Array.isArray(pattern))
    return pattern.length > 0
      ? []
      : [at(path, 'is an empty list, which no event matches: write what to match')];
  if (typeof pattern !== 'object' || pattern === null)
    return [at(path, 'must be a list of what matches, or a mapping of keys: put it into brackets')];
  if (!isPlain(pattern)) return [];
  const entries = Object.entries(pattern);
  if (entries.length === 0)
    return [atKey(path, 'is empty: write what the events have, for example { source: [acme.orders] }')];
  return entries.flatMap(([key, inner]) => patternComplaints(inner, [...path, key]));
}

/** What every event has, and what a pattern may combine: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html, read 2026-11-21. */
const EVENT_KEYS = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'replay-name',
  'resources',
  'detail',
  '$or',
];
/** The CDK's own name, in the constructs. */
const CDK_KEY = 'detailType';

/** A key that no event has makes a rule that matches nothing, and EventBridge takes it without a word. */
function eventKeyComplaints(pattern: Readonly<Record<string, unknown>> | undefined): Complaint[] {
  if (pattern === undefined || !isPlain(pattern)) return [];
  return Object.keys(pattern)
    .filter((key) => !EVENT_KEYS.includes(key) && key !== CDK_KEY)
    .map((key) => {
      const word = nearest(key, EVENT_KEYS);
      const remedy =
        word === undefined ? 'what an application sends stands under detail' : `did you mean "${word}"?`;
      return atKey(['source', 'pattern', key], `is no key of an event, so that none would match; ${remedy}`);
    });
}

/** The constructs have matchers, which are rendered later. `Object` may be that of another realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
