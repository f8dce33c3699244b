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

const CLAIMS = { claimsTable: 'claims', leaseSeconds: 300, rememberSeconds: 100_000 };
const TEMPLATE = '{"d":"{{ .deviceId }}","t":{{ .ts }},"v":{{ .temperature }}}';

const templated = (bodies: readonly string[]) =>
  lines(
    bodies.map((body) => {
      const { deviceId, ts, temperature } = JSON.parse(body);
      return `{"d":"${deviceId}","t":${ts},"v":${temperature}}`;
    }),
  );

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
  thousand('template of three fields, no compression', { ...none, template: TEMPLATE }, templated, [
    'parse + stringify',
  ]),
  thousand(
    'template {{json .}}, no compression',
    { ...none, template: '{"content":{{ json . }}}' },
    (bodies) => lines(bodies.map((body) => `{"content":${sorted(JSON.parse(body))}}`)),
    ['parse + stringify'],
  ),
  thousand('each record once (deduplicate), gzip', { ...gzip, ...CLAIMS }, lines, []),
];

/** Batches whose time the cost model is made of. */
export const DURATIONS: readonly Case[] = [
  ...[10, 100, 1_000, 10_000].map((records) => ours(records, 140, 'gzip', gzip)),
  ours(1_000, 140, 'none', none),
  ours(1_000, 140, 'flate', { compression: 'flate', suffix: '.jsonl.deflate' }),
  ...[1_024, 5_000].flatMap((bytes) => [ours(1_000, bytes, 'gzip', gzip), ours(1_000, bytes, 'none', none)]),
  ours(1_000, 140, 'gzip, with `deduplicate`', { ...gzip, ...CLAIMS }),
  {
    ...ours(1_000, 140, 'gzip, with a template of three fields', { ...gzip, template: TEMPLATE }),
    reference: templated,
  },
];

function ours(records: number, bytes: number, compression: string, settings: Partial<SinkSettings>): Case {
  const name = [records.toLocaleString('en'), bytes.toLocaleString('en'), compression].join(' | ');
  return { name, bytes, records, settings, reference: lines, beside: [] };
}

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
