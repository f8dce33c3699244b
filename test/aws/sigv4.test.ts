import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { encodeKey } from '../../lib/aws/object-path';
import { Signer } from '../../lib/aws/sigv4';

const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const NOW = new Date('2013-05-24T00:00:00.000Z');

test("a PUT has the signature of AWS's own example", () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: PUT Object"
  const headers = {
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  };
  const path = `/${encodeKey('test$file.text')}`;
  const { authorization } = new Signer('us-east-1').sign({ method: 'PUT', path, headers }, CREDENTIALS, NOW);
  expect(authorization).toMatch(
    /Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/,
  );
});

test.each([
  ['plain.csv', undefined],
  ["a b+c&d=e?f#g%h'(i)!*.csv", undefined],
  ['Bestellungen/März/œ€😀.csv', 'a-session-token=='],
  ['~tilde/_under-score.csv', undefined],
])('the key %s is signed as another signer signs it', async (key, sessionToken) => {
  const body = Buffer.from('id\n1\n');
  const hash = createHash('sha256').update(body).digest('hex');
  const credentials = { ...CREDENTIALS, sessionToken };
  const url = `https://acme.s3.eu-west-1.amazonaws.com/in/${encodeKey(key)}`;
  const other = await new AwsV4Signer({
    method: 'PUT',
    url,
    headers: { 'x-amz-content-sha256': hash, 'if-none-match': '*' },
    body,
    service: 's3',
    region: 'eu-west-1',
    datetime: '20130524T000000Z',
    ...credentials,
  }).sign();
  const headers = {
    host: 'acme.s3.eu-west-1.amazonaws.com',
    'x-amz-content-sha256': hash,
    'if-none-match': '*',
  };
  const path = `/in/${encodeKey(key)}`;
  const own = new Signer('eu-west-1').sign({ method: 'PUT', path, headers }, credentials, NOW);
  expect(own.authorization).toBe(other.headers.get('authorization'));
});

test('another secret and another day have another key', () => {
  const signer = new Signer('eu-west-1');
  const headers = { host: 'h', 'x-amz-content-sha256': 'e' };
  const sign = (secretAccessKey: string, now: Date) =>
    signer.sign({ method: 'PUT', path: '/k', headers }, { ...CREDENTIALS, secretAccessKey }, now)
      .authorization;
  const [first, second, third, again] = [
    sign('one', NOW),
    sign('two', NOW),
    sign('one', new Date('2013-05-25T00:00:00.000Z')),
    sign('one', NOW),
  ];
  expect(new Set([first, second, third]).size).toBe(3);
  expect(again).toBe(first);
});
