import { keyProblems } from '../sink/runtime/key';
import { keySuffix } from '../sink/suffix';
import type { ObjectsDraft, SinkDraft } from './draft';
import { at, atKey, type Complaint, type KeyPath } from './problem';
import { hasColumns } from './resolve-sink';
import { limitComplaints } from './sink-limits';
import { hasQueue } from './sink-source';
import { templateComplaints } from './template-complaints';

/**
 * What one key of a sink says about another; the constructs check their props with it too. Paths are relative to
 * `sink`, but for those that begin with `objects`.
 */
export function sinkComplaints(sink: SinkDraft, objects: ObjectsDraft): Complaint[] {
  return [
    ...(sink.format === 'raw' ? rawComplaints(sink) : fieldComplaints(sink)),
    ...formatComplaints(sink),
    ...templateComplaints(sink),
    ...sourceComplaints(sink),
    ...keyComplaints(sink),
    ...scopeComplaints(sink, objects),
    ...limitComplaints(sink, objects),
  ];
}

/** Raw records are bytes that nobody looks into; a template takes them as JSON. */
function rawComplaints(sink: SinkDraft): Complaint[] {
  const { template, omitIfEmpty, idField } = sink;
  const keys: string[] = (['fields', 'excludeFields', 'dataField'] as const).filter(
    (key) => sink[key] !== undefined,
  );
  if (template === undefined && !isGap(sink, 'template')) {
    if (omitIfEmpty === true) keys.push('omitIfEmpty');
    if (idField !== undefined) keys.push('idField');
  }
  const message =
    'looks into the records, and format raw writes them as they came: take it out, or write format: json';
  return keys.map((key) => atKey([key], message));
}

function fieldComplaints({ fields, excludeFields, idField }: SinkDraft): Complaint[] {
  const found = [...twice('fields', fields), ...twice('excludeFields', excludeFields)];
  if (fields !== undefined && excludeFields !== undefined) {
    found.push(
      atKey(['excludeFields'], 'stands beside sink.fields, which names all that is kept: keep one of them'),
    );
  }
  const hidden = idField === undefined ? -1 : (excludeFields ?? []).indexOf(idField);
  if (hidden >= 0) {
    const message = 'is sink.idField, which every record carries: take it out here or there';
    found.push(at(['excludeFields', hidden], message));
  }
  return found;
}

function twice(key: string, names: readonly (string | undefined)[] = []): Complaint[] {
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index ? [at([key, index], 'stands twice: take one out')] : [],
  );
}

function formatComplaints(sink: SinkDraft): Complaint[] {
  const { format = 'json', template, numbers, sendPerRecord, header } = sink;
  const found: Complaint[] = [];
  if (format !== 'delimited' && !isGap(sink, 'format')) {
    for (const key of ['delimiter', 'header'] as const) {
      if (sink[key] !== undefined)
        found.push(atKey([key], 'is for format: delimited: take it out, or write that format'));
    }
  }
  if (
    format === 'delimited' &&
    header === true &&
    !hasColumns({ ...sink, format }) &&
    !isGap(sink, 'fields', 'excludeFields', 'dataField')
  ) {
    found.push(
      at(
        ['header'],
        "has no names to show, because the template's output is the line itself: write fields, or let the template print the header",
      ),
    );
  }
  if (template !== undefined || isGap(sink, 'template')) return found;
  if (sendPerRecord === false && format !== 'json' && !isGap(sink, 'format')) {
    found.push(
      at(
        ['sendPerRecord'],
        `has no effect with format ${format}, whose objects are always record after record: take it out`,
      ),
    );
  }
  if (numbers !== undefined)
    found.push(atKey(['numbers'], 'is how a template sees numbers, and there is no template: take it out'));
  return found;
}

function sourceComplaints({ source, alarms }: SinkDraft): Complaint[] {
  const found: Complaint[] = [];
  if (source?.type === 'sqs')
    found.push(...fifoComplaints(source), ...sourceKeyComplaints(source, 'queueArn'));
  if (source?.type === 'kinesis') found.push(...sourceKeyComplaints(source, 'streamArn'));
  if (source?.type === 'eventbridge') found.push(...patternComplaints(source.pattern, ['source', 'pattern']));
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

/** The constructs have matchers, which are rendered later. `Object` may be that of another realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function keyComplaints({ source, key, keyTime, deduplicate }: SinkDraft): Complaint[] {
  const found = key === undefined ? [] : keyProblems(key).map((problem) => at(['key'], problem));
  if (keyTime === 'write' && (hasQueue(source) || source?.type === 'kinesis')) {
    found.push(
      at(
        ['keyTime'],
        'changes with every attempt, and a batch that comes again must get the same key, or it is stored twice: write arrival, or event:<field>',
      ),
    );
  }
  if (deduplicate === true && source?.type !== undefined && !hasQueue(source)) {
    found.push(
      at(
        ['deduplicate'],
        `is for messages of a queue, which come again in another batch, and ${source.type} has no queue: take it out`,
      ),
    );
  }
  return found;
}

/** With these rules every key of a sink is in scope, so that the policy of its role can deny none. */
function scopeComplaints(sink: SinkDraft, objects: ObjectsDraft): Complaint[] {
  const found: Complaint[] = [];
  if ((objects.prefixes?.length ?? 0) > 1) {
    found.push(
      at(
        ['objects', 'prefixes'],
        'are several, and a sink writes under one: keep one, and write a file of its own for each other',
      ),
    );
  }
  const { format = 'json', sendPerRecord = true, compression = 'none', delimiter = ',' } = sink;
  const unknown =
    isGap(sink, 'format', 'sendPerRecord', 'compression', 'delimiter') || isGap(objects, 'pattern');
  const ending = keySuffix({ format, sendPerRecord, compression, delimiter }, objects.pattern ?? '*');
  if (!unknown && 'problem' in ending) found.push(at(['objects', 'pattern'], ending.problem));
  return found;
}

/** Whether a key is there whose value is wrong by itself, so that nothing can be said of what it does. */
function isGap(draft: object, ...keys: readonly string[]): boolean {
  return keys.some((key) => key in draft && (draft as Readonly<Record<string, unknown>>)[key] === undefined);
}
