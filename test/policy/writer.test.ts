import { policySet } from '../../lib/policy/documents';
import { permissionMatrix } from '../../lib/policy/matrix';
import { conditionsOf, principalOf } from '../../lib/policy/writer';
import { destinationOf, IRELAND, NOW } from './support';

describe('conditions from several sides', () => {
  test('stand beside each other', () => {
    expect(
      conditionsOf({ StringEquals: { a: '1' } }, undefined, {
        StringEquals: { b: '2' },
        Bool: { c: 'true' },
      }),
    ).toEqual({ conditions: { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } } });
  });

  test('are none where nobody has any', () => {
    expect(conditionsOf(undefined, {})).toEqual({});
  });

  test('never take the place of one another', () => {
    const merge = () => conditionsOf({ StringEquals: { a: '1' } }, { StringEquals: { a: '*' } });
    expect(merge).toThrow('The condition StringEquals a is set twice.');
  });
});

test.each([
  ['an account', '444455556666', { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:root' }],
  [
    'the root of an account',
    'arn:aws-cn:iam::444455556666:root',
    { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:root' },
  ],
  [
    'a role',
    'arn:aws-cn:iam::444455556666:role/x',
    { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:role/x' },
  ],
  [
    'a role that is named like a service',
    'arn:aws-cn:iam::444455556666:role/x.amazonaws.com',
    { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:role/x.amazonaws.com' },
  ],
  ['a service', 's3.amazonaws.com', { type: 'Service', value: 's3.amazonaws.com' }],
  ['a service of China', 'ec2.amazonaws.com.cn', { type: 'Service', value: 'ec2.amazonaws.com.cn' }],
])('%s is named as policies name it', (_, principal, expected) => {
  expect(principalOf(principal, 'aws-cn')).toEqual(expected);
});

describe('who may not put', () => {
  const KINDS = [
    'type: iam-user',
    'type: cross-account-role, principal: "444455556666", externalId: acme',
    'type: web-identity-role, issuer: accounts.google.com, subjects: ["1"]',
    'type: bucket-policy, principal: "444455556666"',
  ];
  const reader = (access: string, permissions: string, more = '') =>
    destinationOf(
      `objects: { prefix: exports, pattern: "*.csv", testObject: test.txt }\naccess: { ${access} }\npermissions: { put: false, ${permissions} }\nbucket: { name: acme-orders, encryption: kms }\n${more}`,
    );
  const surroundings = { ...IRELAND, keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/own' };
  const allowed = (destination: ReturnType<typeof reader>) => {
    const { identity, bucket, key } = policySet(destination, surroundings, NOW);
    return [...identity, ...bucket, ...key].filter(({ effect }) => effect === 'Allow');
  };
  const actionsOf = (destination: ReturnType<typeof reader>) =>
    allowed(destination).flatMap(({ actions }) => actions);

  test.each(KINDS)('is granted no s3:PutObject, whatever else is on: %s', (access) => {
    const everything =
      'read: true, list: true, bucketLocation: true, delete: { objects: all, until: forever }, additional: [{ action: "s3:GetObjectVersion", on: objects }, { action: "s3:GetBucketAcl", on: bucket }]';
    expect(actionsOf(reader(access, everything)).sort()).toEqual([
      'kms:Decrypt',
      's3:DeleteObject',
      's3:GetBucketAcl',
      's3:GetBucketLocation',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
    ]);
  });

  test.each(KINDS)('reads, and nothing more: %s', (access) => {
    const actions = actionsOf(reader(access, 'bucketLocation: false, read: true'));
    expect(actions).toEqual(['s3:GetObject', 'kms:Decrypt']);
  });

  test.each([
    ['reads with another action', 'additional: [{ action: "s3:GetObjectVersion", on: objects }]', true],
    ['only lists', 'list: true', false],
    [
      'only lists, and asks the bucket',
      'list: true, additional: [{ action: "s3:GetBucketAcl", on: bucket }]',
      false,
    ],
    ['only tags', 'additional: [{ action: "s3:PutObjectTagging", on: objects }]', false],
  ])('and %s, may use the key or not', (_, permissions, expected) => {
    const actions = actionsOf(reader('type: iam-user', permissions));
    expect(actions.includes('kms:Decrypt')).toBe(expected);
    expect(actions).not.toContain('kms:GenerateDataKey');
  });

  test('is called a reader, whose row says that putting is denied', () => {
    const [row] = permissionMatrix(reader('type: iam-user', 'read: true'), [], NOW).rows;
    expect(row).toEqual({
      who: 'reader',
      objects: { may: ['s3:GetObject'], mayNot: ['s3:PutObject', 's3:DeleteObject', 's3:PutObjectAcl'] },
      beside: { may: [], mayNot: ['everything'] },
      bucket: {
        may: ['s3:GetBucketLocation', 'kms:Decrypt, through S3 only'],
        mayNot: ['s3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'],
      },
    });
  });

  test('does not keep a sink from putting', () => {
    const destination = reader(
      'type: iam-user',
      'read: true',
      'sink: { source: { type: sqs }, format: delimited }',
    );
    expect(policySet(destination, surroundings, NOW).sink.flatMap(({ actions }) => actions)).toContain(
      's3:PutObject',
    );
    expect(actionsOf(destination)).not.toContain('s3:PutObject');
  });

  test('gets statements whose reasons speak of reading', () => {
    const reasons = allowed(reader('type: iam-user', 'read: true')).map(({ reason }) => reason);
    expect(reasons).toEqual([
      'the vendor reads what is in scope',
      'AWS SDKs must know the region of the bucket before they can read from it',
      'S3 decrypts with the key what the vendor reads',
    ]);
  });
});
