import { Aws, Token } from 'aws-cdk-lib';
import { ObjectScope, type ObjectScopeProps } from '../../lib';
import { acmeOrders, complaintsOf, refusedProps, stackIn } from './support';

const LATE =
  'must be known at synthesis: what CloudFormation fills in later cannot be checked, and could widen the policy';

test.each<[string, ObjectScopeProps | undefined, string[]]>([
  ['no props', undefined, ['arn:aws:s3:::acme-orders/*']],
  ['a prefix', { prefix: 'exports/orders' }, ['arn:aws:s3:::acme-orders/exports/orders/*']],
  ['a pattern alone', { pattern: '*.jsonl' }, ['arn:aws:s3:::acme-orders/*.jsonl']],
  ['both', { prefix: 'exports', pattern: '*.csv.gz' }, ['arn:aws:s3:::acme-orders/exports/*.csv.gz']],
  [
    'several prefixes',
    { prefixes: ['exports', 'in/2'], pattern: '*.csv' },
    ['arn:aws:s3:::acme-orders/exports/*.csv', 'arn:aws:s3:::acme-orders/in/2/*.csv'],
  ],
])('%s give the resources of a policy', (_, props, arns) => {
  expect(new ObjectScope(props).arns(acmeOrders(stackIn()))).toEqual(arns);
});

test('the test object stands under every prefix', () => {
  const scope = new ObjectScope({ prefixes: ['a', 'b'], pattern: '*.csv', testObject: '.test_*' });
  expect(scope.testObjectArns(acmeOrders(stackIn()))).toEqual([
    'arn:aws:s3:::acme-orders/a/.test_*',
    'arn:aws:s3:::acme-orders/b/.test_*',
  ]);
});

test('the whole bucket has no prefix, every name, and no test object', () => {
  const scope = ObjectScope.wholeBucket();
  expect(scope).toMatchObject({ prefixes: [], pattern: '*', testObject: undefined });
  expect(scope.testObjectArns(acmeOrders(stackIn()))).toEqual([]);
});

test('people read it as URIs', () => {
  const scope = new ObjectScope({ prefixes: ['a', 'b'], pattern: '*.csv' });
  expect(scope.uris(acmeOrders(stackIn()))).toEqual(['s3://acme-orders/a/*.csv', 's3://acme-orders/b/*.csv']);
});

test.each<[string, ObjectScopeProps, string]>([
  ['a wildcard in the prefix', { prefix: 'exports*' }, 'prefix'],
  ['a policy variable in the prefix', { prefix: 'home/$' + '{aws:username}' }, 'prefix'],
  ['a trailing slash', { prefix: 'exports/' }, 'prefix'],
  ['a pattern with two asterisks', { pattern: '*.*' }, 'pattern'],
  ['a prefix beside prefixes', { prefix: 'a', prefixes: ['b'] }, 'prefixes'],
  ['a prefix inside another', { prefixes: ['a', 'a/b'] }, 'prefixes[1]'],
  ['a test object that is everything', { testObject: '*' }, 'testObject'],
])('%s is refused', (_, props, refused) => {
  expect(complaintsOf(() => new ObjectScope(props))[0]).toBe('ObjectScope:');
  expect(refusedProps(() => new ObjectScope(props))).toEqual([refused]);
});

test.each<[string, ObjectScopeProps, string]>([
  ['a token as prefix', { prefix: Aws.STACK_NAME }, 'prefix'],
  ['a token within a prefix', { prefix: `in/${Aws.REGION}` }, 'prefix'],
  ['a token among prefixes', { prefixes: ['a', Aws.REGION] }, 'prefixes[1]'],
  ['a list that is a token', { prefixes: Token.asList({ Ref: 'Prefixes' }) }, 'prefixes'],
  ['a token in the pattern', { pattern: `*.${Aws.REGION}` }, 'pattern'],
  ['a token as test object', { testObject: Aws.REGION }, 'testObject'],
])('%s is refused, because nobody could check it', (_, props, refused) => {
  expect(complaintsOf(() => new ObjectScope(props))).toEqual(['ObjectScope:', `${refused}: ${LATE}`]);
});

test('everything that is wrong is said at once', () => {
  const props = { prefix: '/a', pattern: 'b', testObject: Aws.REGION };
  expect(refusedProps(() => new ObjectScope(props))).toEqual(['prefix', 'pattern', 'testObject']);
});
