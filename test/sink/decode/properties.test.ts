import * as fc from 'fast-check';
import type { EventSource, Format } from '../../../lib/sink/runtime/settings';
import { changed, decode, inputErrorOf, load } from './support';

const BASE = load<Record<EventSource, unknown>>('base-events.yaml');
const SOURCES: readonly EventSource[] = ['sqs', 'sqs-fifo', 'kinesis', 'function-url', 'invoke'];

const source = fc.constantFrom(...SOURCES);
const format = fc.constantFrom<Format>('json', 'delimited', 'raw');

/** JSON values, some with the names and values that mean something to a decoder. */
const name = fc.oneof(
  fc.string(),
  fc.constantFrom('Records', 'kinesis', 'body', 'data', 'attributes', 'eventSource', 'awslogs', 'headers'),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toJSON',
    'length',
    'requestContext',
    'messageId',
    'SentTimestamp',
  ),
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('aws:sqs', 'aws:kinesis', '1795240799000', '2.0', 'POST', 'gzip', 'H4sIAAAA', '\ud800'),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    // As JSON.parse makes them: `__proto__` is then a member like others.
    fc.array(fc.tuple(name, tie('json')), { maxLength: 5 }).map((entries) => {
      const text = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',');
      return JSON.parse(`{${text}}`) as unknown;
    }),
  ),
}));

/** All places of a value, such as `Records[1].body`. */
function placesOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const place = at === '' ? key : `${at}.${key}`;
    return [place, ...placesOf(one, place)];
  });
}

test('any JSON value as an event gives records or a SinkInputError, never another error', () => {
  fc.assert(
    fc.property(source, format, json, (source, format, event) => {
      inputErrorOf(() => decode(source, event, format));
    }),
    { numRuns: 3_000 },
  );
});

test('a good event with any value at any place gives records or a SinkInputError, never another error', () => {
  const mangled = source.chain((source) =>
    fc.tuple(
      fc.constant(source),
      format,
      fc.constantFrom(...placesOf(BASE[source])),
      fc.option(json, { nil: undefined }),
    ),
  );
  fc.assert(
    fc.property(mangled, ([source, format, place, value]) => {
      inputErrorOf(() => decode(source, changed(BASE[source], place, value), format));
    }),
    { numRuns: 3_000 },
  );
});

test('errors and reasons never tell what was in the payload', () => {
  const secret = 'Pa55word';
  const mangled = source.chain((source) =>
    fc.tuple(fc.constant(source), format, fc.constantFrom(...placesOf(BASE[source]))),
  );
  const around = fc.constantFrom<(text: string) => unknown>(
    (text) => text,
    (text) => [text],
    (text) => ({ [text]: text }),
    (text) => `aws:${text}`,
    (text) => `{"messageType":"DATA_MESSAGE","logGroup":"","logStream":"","logEvents":["${text}"]}`,
  );
  fc.assert(
    fc.property(mangled, around, ([source, format, place], wrap) => {
      let reasons = '';
      const error = inputErrorOf(() => {
        const { dead } = decode(source, changed(BASE[source], place, wrap(secret)), format);
        reasons = dead.map(({ reason }) => reason).join('\n');
      });
      expect(error + reasons).not.toContain(secret);
    }),
    { numRuns: 1_000 },
  );
});

test('where one record of a queue or a stream is mangled, the others come out, or the event is an error', () => {
  const mangled = fc.constantFrom<EventSource>('sqs', 'sqs-fifo', 'kinesis').chain((source) => {
    const places = placesOf(BASE[source]).filter((place) => place.startsWith('Records.1'));
    return fc.tuple(fc.constant(source), format, fc.constantFrom(...places), fc.option(json, { nil: null }));
  });
  fc.assert(
    fc.property(mangled, ([source, format, place, value]) => {
      const outcome: string[] = [];
      const error = inputErrorOf(() => {
        const { records } = decode(source, changed(BASE[source], place, value), format);
        outcome.push(...records.map(({ bytes }) => Buffer.from(bytes).toString()));
      });
      if (error === '') expect(outcome).toEqual(expect.arrayContaining(['{"a":0}', '{"a":2}']));
      else expect(error).toMatch(/^Records\[1\]/);
    }),
    { numRuns: 2_000 },
  );
});

test('the lines of a body come out one by one, whatever stands between them', () => {
  const line = fc.oneof(
    fc.json({ noUnicodeString: false }),
    fc.string({ unit: 'binary' }).filter((text) => !/[\n\ud800-\udfff]/.test(text)),
    fc.constantFrom('', ' ', '\r'),
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 8 }), (lines) => {
      const body = ['{"first":1}', ...lines, '{"last":1}'].join('\n');
      const { records, dead } = decode('function-url', changed(BASE['function-url'], 'body', body));
      const isRecord = (text: string) => text.trim() !== '';
      expect(records.length + dead.length).toBe(lines.filter(isRecord).length + 2);
      const ids = [...records, ...dead.map(({ record }) => record)].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
