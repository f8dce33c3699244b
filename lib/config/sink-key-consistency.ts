import { keyProblems, showsTime } from '../sink/runtime/key';
import { keySuffix } from '../sink/suffix';
import { isGap, type ObjectsDraft, type SinkDraft } from './draft';
import { at, type Complaint } from './problem';
import { hasQueue } from './sink-source';

/** What the object key says about the rest of the sink. Paths are relative to `sink`. */
export function keyComplaints(sink: SinkDraft, objects: ObjectsDraft): Complaint[] {
  const { source, key, keyTime, deduplicate } = sink;
  const found = key === undefined ? [] : keyProblems(key).map((problem) => at(['key'], problem));
  if (keyTime === 'write' && (hasQueue(source) || source?.type === 'kinesis')) {
    found.push(
      at(
        ['keyTime'],
        'changes with every attempt, and a batch that comes again must get the same key, or it is stored twice: write arrival, or event:<field>',
      ),
    );
  }
  if (keyTime?.startsWith('event:') && key !== undefined && !showsTime(key)) {
    const message =
      'has no effect, because sink.key shows no time, and still refuses records without that field: take it out, or put {yyyy}/{MM}/{dd} into sink.key';
    found.push(at(['keyTime'], message));
  }
  found.push(...endingComplaints(sink, objects));
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

/** What the ending says by itself, and only that, so that `v1.2` stays a name. */
const ENDING = /\.(jsonl|ndjson|json|csv|tsv|gz|zst|zlib|deflate)$/;

function endingComplaints(sink: SinkDraft, { pattern = '*' }: ObjectsDraft): Complaint[] {
  const { key, format = 'json', sendPerRecord = true, compression = 'none', delimiter = ',' } = sink;
  const written = ENDING.exec(key ?? '')?.[0];
  if (written === undefined || isGap(sink, 'format', 'sendPerRecord', 'compression', 'delimiter')) return [];
  const ending = keySuffix({ format, sendPerRecord, compression, delimiter }, pattern);
  if ('problem' in ending) return [];
  // Raw bytes are of any kind: below `.csv.gz`, only `.gz` is the sink's own.
  if (format === 'raw' && !ending.suffix.includes(written)) return [];
  const message = `ends with ${written}, and ${ending.suffix} comes after it by itself: take ${written} out`;
  return [at(['key'], message)];
}
