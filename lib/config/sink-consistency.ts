import { type Ending, keySuffix, naturalEnding, settingsFor } from '../sink/suffix';
import { isGap, type ObjectsDraft, type SinkDraft } from './draft';
import { at, atKey, type Complaint } from './problem';
import { hasColumns } from './resolve-sink';
import { keyComplaints } from './sink-key-consistency';
import { limitComplaints } from './sink-limits';
import { sourceComplaints } from './sink-source-consistency';
import { templateComplaints } from './template-complaints';

/**
 * What one key of a sink says about another; the constructs check their props with it too. Paths are relative to
 * `sink`, but for those that begin with `objects`.
 *
 * @param beside whether a writer beside the sink needs the objects' pattern too
 */
export function sinkComplaints(sink: SinkDraft, objects: ObjectsDraft, beside = false): Complaint[] {
  return [
    ...(sink.format === 'raw' ? rawComplaints(sink) : fieldComplaints(sink)),
    ...formatComplaints(sink),
    ...templateComplaints(sink),
    ...sourceComplaints(sink),
    ...keyComplaints(sink, objects),
    ...scopeComplaints(sink, objects, beside),
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

/** With these rules every key of a sink is in scope, so that the policy of its role can deny none. */
function scopeComplaints(sink: SinkDraft, objects: ObjectsDraft, beside: boolean): Complaint[] {
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
  const settings = { format, sendPerRecord, compression, delimiter };
  const { pattern = '*' } = objects;
  const ending = keySuffix(settings, pattern);
  if (unknown || !('problem' in ending)) return found;
  const message = beside ? besideWriter(pattern, settings) : ending.problem;
  return [...found, at(['objects', 'pattern'], message)];
}

/** Another pattern would shut out the writer for whom it stands there, perhaps in a preset that the file does not show. */
function besideWriter(pattern: string, settings: Ending): string {
  const fitting = settingsFor(settings, pattern);
  const change =
    fitting.length === 0 ? '' : `write ${fitting.map((one) => `sink.${one}`).join(' and ')}, or `;
  return `${JSON.stringify(pattern)} is what the writer may write, and the sink's objects end with ${naturalEnding(settings)}: ${change}give the sink a destination file of its own, with access: { type: none }`;
}
