import { objectArns, scopeUris, testObjectArns, testObjectIsInScope } from '../../lib/policy/scope';

const BUCKET = 'arn:aws:s3:::acme';

describe('the resources of the objects in scope', () => {
  test.each<[string, readonly string[], string, string[]]>([
    ['without a prefix have no double slash', [], '*.jsonl', ['arn:aws:s3:::acme/*.jsonl']],
    ['of the whole bucket', [], '*', ['arn:aws:s3:::acme/*']],
    ['under a prefix', ['exports'], '*.csv', ['arn:aws:s3:::acme/exports/*.csv']],
    ['under a deep prefix', ['a/b/c'], '*', ['arn:aws:s3:::acme/a/b/c/*']],
    [
      'under several prefixes are one for each, in their order',
      ['b', 'a'],
      '*.csv',
      ['arn:aws:s3:::acme/b/*.csv', 'arn:aws:s3:::acme/a/*.csv'],
    ],
  ])('%s', (_, prefixes, pattern, expected) => {
    expect(objectArns(BUCKET, { prefixes, pattern })).toEqual(expected);
    expect(scopeUris('acme', { prefixes, pattern })).toEqual(
      expected.map((arn) => arn.replace('arn:aws:s3:::', 's3://')),
    );
  });

  test('take a bucket ARN that is known only at deployment as it is', () => {
    expect(objectArns('<token>', { prefixes: ['a'], pattern: '*' })).toEqual(['<token>/a/*']);
  });
});

describe('the resources of the test objects', () => {
  test('are under each prefix', () => {
    const objects = { prefixes: ['a', 'b'], pattern: '*.csv', testObject: 'test/*.txt' };
    expect(testObjectArns(BUCKET, objects)).toEqual([
      'arn:aws:s3:::acme/a/test/*.txt',
      'arn:aws:s3:::acme/b/test/*.txt',
    ]);
  });

  test('are none where the vendor has no test object', () => {
    expect(testObjectArns(BUCKET, { prefixes: ['a'], pattern: '*' })).toEqual([]);
  });
});

describe('a test object', () => {
  test.each([
    ['that ends as the pattern does is in scope', '*.jsonl', '.strm_test_*.jsonl', true],
    ['of any name is in the scope of *', '*', 'connection-test.txt', true],
    ['that ends otherwise is beside the scope', '*.csv', 'connection-test.txt', false],
    ['that only may end as the pattern does is beside the scope', '*.csv', 'test-*', false],
    ['that ends with a part of the pattern is beside the scope', '*.tar.gz', '*.gz', false],
    ['that there is not needs no scope', '*.csv', undefined, true],
  ])('%s', (_, pattern, testObject, expected) => {
    const objects = { prefixes: [], pattern, ...(testObject === undefined ? {} : { testObject }) };
    expect(testObjectIsInScope(objects)).toBe(expected);
  });
});
