import { AwsV4Signer } from 'aws4fetch';
import { type Credentials, type Engine, startEngine } from '../../lib/local';
import { ACCOUNT, provisioned, REGION } from './support';

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'claims',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  },
};

let engine: Engine;
let admin: Credentials;
beforeEach(async () => {
  engine = await startEngine({ accountId: ACCOUNT, region: REGION });
  engine.load(provisioned({ Resources: { Claims: TABLE } }));
  admin = engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:user/admin`, admin: true });
});
afterEach(() => engine.stop());

async function call(operation: string, input: object, credentials: Credentials | undefined = admin) {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const request = { url: engine.endpoint, method: 'POST', headers, body: JSON.stringify(input) };
  const signed = await new AwsV4Signer({
    ...request,
    ...credentials,
    service: 'dynamodb',
    region: REGION,
  }).sign();
  const response = await fetch(signed.url, { method: 'POST', headers: signed.headers, body: request.body });
  const { __type: type = '', ...answer } = (await response.json()) as { readonly __type?: string };
  return { status: response.status, code: type.split('#')[1], ...answer };
}

const item = (id: string, key: string) => ({ id: { S: id }, key: { S: key } });
const put = (id: string, key: string, more: object = {}) => ({
  TableName: 'claims',
  Item: item(id, key),
  ...more,
});
const ABSENT = {
  ConditionExpression: 'attribute_not_exists(id)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
};
const instead = (key: string) => ({
  ConditionExpression: '#key = :key AND id = :id',
  ExpressionAttributeNames: { '#key': 'key' },
  ExpressionAttributeValues: { ':key': { S: key }, ':id': { S: 'm' } },
});
const FAILED = { status: 400, code: 'ConditionalCheckFailedException' };

test('a claim is taken once, and who comes later is told whose it is', async () => {
  expect(await call('PutItem', put('m', 'a', ABSENT))).toEqual({ status: 200 });
  expect(await call('PutItem', put('m', 'b', ABSENT))).toMatchObject({ ...FAILED, Item: item('m', 'a') });
  expect(await call('PutItem', put('n', 'b', ABSENT))).toEqual({ status: 200 });
});

test('a claim is replaced only by who knows what it is', async () => {
  await call('PutItem', put('m', 'a'));
  const wrong = await call('PutItem', put('m', 'c', instead('b')));
  expect(wrong).toMatchObject(FAILED);
  expect(wrong).not.toHaveProperty('Item');
  expect(await call('PutItem', put('m', 'c', instead('a')))).toEqual({ status: 200 });
  expect(await call('PutItem', put('m', 'd', ABSENT))).toMatchObject({ Item: item('m', 'c') });
});

test('a batch puts without conditions, at most 25 at a time', async () => {
  const batch = (count: number) => ({
    RequestItems: {
      claims: Array.from({ length: count }, (_, index) => ({ PutRequest: { Item: item(`m${index}`, 'a') } })),
    },
  });
  expect(await call('BatchWriteItem', batch(25))).toEqual({ status: 200, UnprocessedItems: {} });
  expect(await call('PutItem', put('m24', 'b', ABSENT))).toMatchObject({ Item: item('m24', 'a') });
  expect(await call('BatchWriteItem', batch(26))).toMatchObject({ status: 400, code: 'ValidationException' });
});

test.each<[string, string, object, number, string]>([
  ['another table', 'PutItem', { ...put('m', 'a'), TableName: 'other' }, 400, 'ResourceNotFoundException'],
  ['another operation', 'Query', { TableName: 'claims' }, 501, 'NotImplemented'],
  [
    'another condition',
    'PutItem',
    put('m', 'a', { ConditionExpression: 'size(id) > :n' }),
    501,
    'NotImplemented',
  ],
  [
    'a deletion in a batch',
    'BatchWriteItem',
    { RequestItems: { claims: [{ DeleteRequest: { Key: {} } }] } },
    501,
    'NotImplemented',
  ],
])('%s is refused', async (_, operation, input, status, code) => {
  expect(await call(operation, input)).toMatchObject({ status, code });
});

test('who may put may not therefore write batches, and who may nothing is told so', async () => {
  const arn = `arn:aws:iam::${ACCOUNT}:user/putter`;
  const Resource = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/claims`;
  const Statement = [{ Effect: 'Allow' as const, Action: 'dynamodb:PutItem', Resource }];
  const putter = engine.addPrincipal({ arn, policies: [{ Version: '2012-10-17', Statement }] });
  expect(await call('PutItem', put('m', 'a'), putter)).toEqual({ status: 200 });
  expect(await call('BatchWriteItem', { RequestItems: { claims: [] } }, putter)).toMatchObject({
    status: 400,
    code: 'AccessDeniedException',
    message: expect.stringContaining(
      `not authorized to perform: dynamodb:BatchWriteItem on resource: "${Resource}"`,
    ),
  });
  const forged = { ...putter, secretAccessKey: 'x'.repeat(40) };
  expect(await call('PutItem', put('m', 'a'), forged)).toMatchObject({
    status: 403,
    code: 'SignatureDoesNotMatch',
  });
});
