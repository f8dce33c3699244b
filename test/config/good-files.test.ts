import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renderProblem } from '../../lib/config/problem';
import { resolveSink } from '../../lib/config/resolve-sink';
import { sinkSchema } from '../../lib/config/schema';
import { parseDestination } from '../../lib/load/read';

interface GoodFile {
  readonly case: string;
  readonly file: string;
  readonly expected: object;
}

const GOOD: GoodFile[] = parse(readFileSync(join(__dirname, 'good-files.yaml'), 'utf8'));

test.each(GOOD.map((entry): [string, GoodFile] => [entry.case, entry]))('%s', (_, { file, expected }) => {
  const { destination, problems } = parseDestination('destination.yaml', file);
  expect(problems.map(renderProblem)).toEqual([]);
  expect(destination).toMatchObject(expected);
});

test('a destination is what the file says, with every default filled in', () => {
  const text = 'version: 1\nname: orders\naccess: { type: iam-user }\n';
  const { destination } = parseDestination('orders.yaml', text);
  expect(destination).toEqual({
    file: 'orders.yaml',
    name: 'orders',
    environment: {},
    bucket: { existing: false, versioned: true, encryption: 's3-managed', retain: true },
    objects: { prefixes: [], pattern: '*' },
    access: { type: 'iam-user', keyInSecretsManager: false, keySerials: [] },
    permissions: {
      put: true,
      bucketLocation: true,
      delete: 'never',
      multipart: false,
      putAcl: false,
      list: false,
      read: false,
      additional: [],
    },
    tags: {},
  });
});

test('a destination cannot be changed, not even deep inside', () => {
  const text = 'version: 1\nname: orders\naccess: { type: iam-user }\nobjects: { prefixes: [a] }\n';
  const { destination } = parseDestination('destination.yaml', text);
  expect(() => Reflect.apply(Array.prototype.push, destination?.objects.prefixes, ['b'])).toThrow(TypeError);
  expect(Object.isFrozen(destination?.permissions.additional)).toBe(true);
});

test('a sink is what the file says, with every default filled in, and cannot be changed', () => {
  const text = 'version: 1\nname: orders\naccess: { type: none }\nsink: { source: { type: kinesis } }\n';
  const { sink } = parseDestination('destination.yaml', text).destination ?? {};
  expect(sink).toEqual({
    source: { type: 'kinesis' },
    memorySize: 512,
    format: 'json',
    sendPerRecord: true,
    numbers: 'friendly',
    omitIfEmpty: false,
    delimiter: ',',
    header: false,
    compression: 'none',
    timeoutSeconds: 60,
    retries: 1,
    batch: { maxRecords: 1000, maxBytes: 5_242_880, maxSeconds: 60 },
    key: '{yyyy}/{MM}/{dd}/{batch}',
    keyTime: 'arrival',
    suffix: '.jsonl',
    deduplicate: false,
  });
  expect(Object.isFrozen(sink?.batch)).toBe(true);
});

test('a sink whose pattern does not fit is not resolved, even where nobody checked before', () => {
  const sink = sinkSchema.parse({ source: { type: 'sqs' } });
  expect(() => resolveSink(sink, { pattern: '*.csv' })).toThrow('The pattern must end with .jsonl');
});
