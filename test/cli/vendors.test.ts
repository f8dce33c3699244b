import { type VendorsOptions, vendors } from '../../lib/cli/vendors';
import { presetIds } from '../../lib/vendors/preset';
import { memoryTerminal } from './support';

function shown(id: string | undefined, json = false): string {
  const terminal = memoryTerminal();
  expect(vendors(id, { json }, terminal)).toBe(0);
  return terminal.stdout.join('\n');
}

test('all presets, a line each', () => {
  expect(shown(undefined)).toMatchSnapshot();
});

test.each(['keboola', 'thanx', 'strm-privacy', 'neuronex'])('%s in full, with its sources', (id) => {
  expect(shown(id)).toMatchSnapshot();
});

test.each(['clickhouse-cloud-s3', 'databricks-unity-catalog', 'svix-stream-s3', 'reltio-export'])(
  '%s in full, with what is special about it',
  (id) => {
    expect(shown(id)).toMatchSnapshot();
  },
);

test('for machines', () => {
  expect(JSON.parse(shown(undefined, true)).map(({ id }: { id: string }) => id)).toEqual(presetIds());
  expect(JSON.parse(shown('thanx', true)).access).toHaveProperty('web-identity-role');
});

describe('filters', () => {
  const idsWith = (options: Omit<VendorsOptions, 'json'>) => {
    const terminal = memoryTerminal();
    expect(vendors(undefined, { json: true, ...options }, terminal)).toBe(0);
    return JSON.parse(terminal.stdout.join('\n')).map(({ id }: { id: string }) => id);
  };

  test.each<[string, Omit<VendorsOptions, 'json'>, string[]]>([
    [
      'by direction',
      { direction: 'both' },
      ['databricks-unity-catalog', 'infosum-s3', 'risingwave-cloud-s3', 'rudderstack-warehouse-staging'],
    ],
    [
      'by kind of access',
      { access: 'web-identity-role' },
      ['bigquery-omni-read', 'estuary-s3', 'github-audit-log-oidc', 'thanx'],
    ],
    ['by a word, whatever its capitals', { search: 'KEBOOLA' }, ['keboola', 'keboola-data-takeout']],
    [
      'by several words, which must all be there',
      { search: 'audit  oidc' },
      ['github-audit-log-keys', 'github-audit-log-oidc'],
    ],
    [
      'by all at once',
      { direction: 'read', access: 'bucket-policy', search: 'parquet' },
      ['statsig-s3-import'],
    ],
    ['that leave nothing', { search: 'no such words' }, []],
  ])('%s', (_, options, ids) => {
    expect(idsWith(options)).toEqual(ids);
  });

  test('that leave nothing are said to, and print no table', () => {
    const terminal = memoryTerminal();
    expect(vendors(undefined, { json: false, search: 'no such words' }, terminal)).toBe(0);
    expect(terminal.stdout).toEqual([]);
    expect(terminal.stderr.join()).toBe('no preset is like this; without filters all are listed');
  });

  test.each<[string, Omit<VendorsOptions, 'json'>, string]>([
    ['a direction', { direction: 'reads' }, '--direction "reads" is not known; did you mean "read"?'],
    ['a kind of access', { access: 'role' }, '--access "role" is not known; known: bucket-policy,'],
  ])('that nobody knows: %s', (_, options, message) => {
    expect(() => idsWith(options)).toThrow(message);
  });
});

test('a preset that nobody knows', () => {
  expect(() => shown('segment')).toThrow('"segment" is not a preset; did you mean "segment-aws-s3" or');
});
