import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type PolicySet, policySet, providerArnOf, usesOwnKey } from '../../lib/policy/documents';
import { toDocument } from '../../lib/policy/statement';
import { destinationOf, EXAMPLES, exampleOf, IRELAND, NOW } from './support';

interface Case {
  readonly case: string;
  readonly file: string;
  readonly in?: keyof typeof PLACES;
  readonly identity?: readonly object[];
  readonly trust?: readonly object[];
  readonly bucket?: readonly object[];
  readonly key?: readonly object[];
  readonly sink?: readonly object[];
}

const PLACES = {
  ireland: IRELAND,
  irelandWithKey: { ...IRELAND, keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/own' },
  china: { ...IRELAND, region: 'cn-north-1', keyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/own' },
  govCloud: {
    ...IRELAND,
    region: 'us-gov-west-1',
    keyArn: 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/own',
  },
};
const CASES: Case[] = parse(readFileSync(join(__dirname, 'documents.yaml'), 'utf8'));
const KINDS = ['identity', 'trust', 'bucket', 'key', 'sink'] as const;

test.each(CASES.map((one): [string, Case] => [one.case, one]))('%s', (_, one) => {
  const set = policySet(destinationOf(one.file), PLACES[one.in ?? 'ireland'], NOW);
  for (const kind of KINDS) {
    expect(toDocument(set[kind])).toEqual({ Version: '2012-10-17', Statement: one[kind] ?? [] });
  }
});

test('only a role for web identities has an OIDC provider', () => {
  const { access } = destinationOf('access: { type: iam-user }');
  expect(providerArnOf(access, IRELAND, 'aws')).toBeUndefined();
});

test.each([
  ['kms', 'bucket: { encryption: kms }', true],
  ['S3-managed keys', '', false],
  ['a key that is named', 'bucket: { encryption: "arn:aws:kms:eu-west-1:111122223333:key/1" }', false],
  ['an existing bucket', 'bucket: { existing: acme-lake }', false],
])('with %s, the stack makes a key or not', (_, text, expected) => {
  expect(usesOwnKey(destinationOf(`access: { type: iam-user }\n${text}`))).toBe(expected);
});

describe('least privilege, whatever is switched on', () => {
  const SWITCHES = ['put', 'bucketLocation', 'multipart', 'putAcl', 'list', 'read'] as const;
  const DELETES = [
    'never',
    { objects: 'all', until: 'forever' },
    { objects: 'test-objects', until: '2031-12-31' },
  ] as const;
  const sets = (name: string): PolicySet[] => {
    const destination = exampleOf(name);
    return DELETES.flatMap((deletion) =>
      Array.from({ length: 2 ** SWITCHES.length }, (_, bits) => {
        const switches = SWITCHES.map((key, index) => [key, (bits & (1 << index)) !== 0]);
        const permissions = {
          ...destination.permissions,
          ...Object.fromEntries(switches),
          delete: deletion,
        };
        return policySet({ ...destination, permissions }, PLACES.irelandWithKey, NOW);
      }),
    );
  };

  test.each(EXAMPLES)('%s: no allowed action has a wildcard, and none changes a bucket or a key', (name) => {
    const actions = new Set(
      sets(name)
        .flatMap((set) => KINDS.flatMap((kind) => set[kind]))
        .filter(({ effect }) => effect === 'Allow')
        .flatMap((statement) => statement.actions),
    );
    const known = [
      ...['s3:PutObject', 's3:DeleteObject', 's3:GetObject', 's3:PutObjectAcl', 's3:GetObjectTagging'],
      ...['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:GetBucketLocation', 's3:ListBucket'],
      ...['kms:GenerateDataKey', 'kms:Decrypt', 'sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
    ];
    expect([...actions].filter((action) => !known.includes(action))).toEqual([]);
  });

  test.each(EXAMPLES)('%s: every resource is the bucket, its scope or the key', (name) => {
    const resources = sets(name).flatMap((set) =>
      [...set.identity, ...set.bucket].flatMap((one) => one.resources),
    );
    const expected =
      /^arn:aws:(s3:::acme-orders(\/[^*/]+)*(\/[^*/]*\*[^*/]*)?|kms:eu-west-1:\d{12}:key\/[^*]+)$/;
    expect([...new Set(resources)].filter((resource) => !expected.test(resource))).toEqual([]);
  });

  test.each(EXAMPLES)('%s: everybody is only named to be denied', (name) => {
    const everybody = sets(name)
      .flatMap((set) => KINDS.flatMap((kind) => set[kind]))
      .filter(({ principal }) => principal?.type === 'Everybody');
    expect(everybody.filter(({ effect }) => effect !== 'Deny')).toEqual([]);
  });

  test.each(EXAMPLES)('%s: every statement has a name of its own and says why it is there', (name) => {
    const documents = sets(name).flatMap((set) => KINDS.map((kind) => set[kind]));
    const twice = documents.filter(
      (document) => new Set(document.map(({ sid }) => sid)).size < document.length,
    );
    const unexplained = documents
      .flat()
      .filter(({ sid, reason }) => !/^[A-Za-z]+[0-9]?$/.test(sid) || reason.length < 10);
    expect([twice, unexplained]).toEqual([[], []]);
  });
});
