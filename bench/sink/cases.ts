import type { SinkSettings } from '../../lib/sink/runtime/settings';
import { lines, picked, type Records } from './records';

/** What is written of which records, and who does it too. */
export interface Case extends Records {
  readonly name: string;
  readonly settings: Partial<SinkSettings>;
  readonly fields?: readonly string[];
  /** What the object holds before compression, made in the plainest way there is of the compact records. */
  readonly reference: (compact: readonly string[]) => string;
  /** Names of contestants. */
  readonly beside: readonly string[];
  /** Shown by the clock as well: CPU does not see who waits. */
  readonly byClock?: true;
}

const gzip = { compression: 'gzip', suffix: '.jsonl.gz' } as const;
const none = { compression: 'none', suffix: '.jsonl' } as const;
const FIELDS = ['deviceId', 'ts', 'temperature'];
const PEERS = ['powertools', 's3-streamlogger'];

const chosen = (texts: readonly string[]) => texts.map((text) => picked(JSON.parse(text), FIELDS));

/** One thing differs at a time from: JSON Lines, gzip, 1 KB, a thousand records. */
export const CASES: readonly Case[] = [
  ...[
    [100, 10_000],
    [1_000, 1_000],
    [10_000, 400],
  ].map(([bytes = 0, records = 0]) => ({
    name: `JSON Lines, gzip, ${sized(bytes)} × ${records}`,
    bytes,
    records,
    settings: gzip,
    reference: lines,
    beside: ['zlib', ...PEERS],
    ...(records === 1_000 ? { byClock: true as const } : {}),
  })),
  ...[10, 100, 5_000].map((records) => ({
    name: `JSON Lines, gzip, 1 KB × ${records}`,
    bytes: 1_000,
    records,
    settings: gzip,
    reference: lines,
    beside: ['zlib', ...PEERS],
  })),
  thousand('JSON Lines, no compression', none, lines, ['PUT', ...PEERS]),
  thousand('JSON Lines, zlib', { compression: 'zlib', suffix: '.jsonl.zz' }, lines, []),
  thousand('JSON Lines, flate', { compression: 'flate', suffix: '.jsonl.deflate' }, lines, []),
  thousand('raw, gzip', { ...gzip, format: 'raw' }, (bodies) => bodies.join('\n'), ['zlib']),
  thousand('one JSON array, gzip', { ...gzip, sendPerRecord: false }, (bodies) => `[${bodies.join(',')}]`, [
    'zlib',
  ]),
  {
    ...thousand('whitespace, escapes and Unicode, gzip', gzip, lines, ['zlib', 'parse + stringify']),
    spaced: true,
  },
  {
    ...thousand(
      'three fields, no compression',
      { ...none, fields: FIELDS },
      (bodies) => lines(chosen(bodies)),
      ['parse + stringify', 'parse + pick + stringify', 'powertools'],
    ),
    fields: FIELDS,
  },
  {
    ...thousand(
      'three fields of 100 B, no compression',
      { ...none, fields: FIELDS },
      (bodies) => lines(chosen(bodies)),
      ['parse + stringify', 'parse + pick + stringify', 'powertools'],
    ),
    bytes: 100,
    records: 10_000,
    fields: FIELDS,
  },
  thousand(
    'CSV of three fields, gzip',
    { ...gzip, format: 'delimited', fields: FIELDS },
    (bodies) =>
      [FIELDS, ...bodies.map((body) => FIELDS.map((name) => JSON.parse(body)[name]))]
        .map((cells) => `${cells.join(',')}\r\n`)
        .join(''),
    [],
  ),
  thousand(
    'template of three fields, no compression',
    { ...none, template: '{"d":"{{ .deviceId }}","t":{{ .ts }},"v":{{ .temperature }}}' },
    (bodies) =>
      lines(
        bodies.map((body) => {
          const { deviceId, ts, temperature } = JSON.parse(body);
          return `{"d":"${deviceId}","t":${ts},"v":${temperature}}`;
        }),
      ),
    ['parse + stringify'],
  ),
  thousand(
    'template {{json .}}, no compression',
    { ...none, template: '{"content":{{ json . }}}' },
    (bodies) => lines(bodies.map((body) => `{"content":${sorted(JSON.parse(body))}}`)),
    ['parse + stringify'],
  ),
  thousand(
    'each record once (deduplicate), gzip',
    { ...gzip, claimsTable: 'claims', leaseSeconds: 300, rememberSeconds: 100_000 },
    lines,
    [],
  ),
];

function thousand(
  name: string,
  settings: Partial<SinkSettings>,
  reference: Case['reference'],
  beside: readonly string[],
): Case {
  return { name, bytes: 1_000, records: 1_000, settings, reference, beside };
}

/** Go writes the keys of a map in order. */
function sorted(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function sized(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${bytes / 1000} KB`;
}
