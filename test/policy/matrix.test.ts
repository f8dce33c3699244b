import type { Destination } from '../../lib/config/destination';
import { permissionMatrix } from '../../lib/policy/matrix';
import { destinationOf, EXAMPLES, exampleOf, NOW } from './support';

const SINK = 'sink: { source: { type: sqs } }';
const matrixOf = (destination: Destination) => permissionMatrix(destination, ['s3://acme-orders/*'], NOW);
const rowOf = (text: string, who: string) => {
  const row = matrixOf(destinationOf(text)).rows.find((one) => one.who === who);
  if (!row) throw new Error(who);
  return row;
};

describe('how somebody becomes the writer', () => {
  test.each([
    ['access: { type: iam-user }', 'an IAM user with an access key'],
    [
      'access: { type: cross-account-role, principal: "444455556666", externalId: acme }',
      'a role that any identity of the account 444455556666 assumes with the external ID',
    ],
    [
      'access: { type: cross-account-role, principal: "arn:aws:iam::444455556666:role/x" }',
      'a role that arn:aws:iam::444455556666:role/x assumes',
    ],
    [
      'access: { type: cross-account-role, principal: "444455556666", externalId: pending }',
      'a role that nobody may assume yet: the external ID is pending',
    ],
    [
      'access: { type: web-identity-role, issuer: accounts.google.com, subjects: ["1", "2"] }',
      'a role that tokens of accounts.google.com assume, with the subject 1 or 2',
    ],
    [
      'access: { type: web-identity-role, issuer: accounts.google.com, subjects: pending }',
      'a role that nobody may assume yet: the subject is pending',
    ],
    [
      'access: { type: bucket-policy, principal: "arn:aws:iam::444455556666:role/x.amazonaws.com" }',
      'the principal arn:aws:iam::444455556666:role/x.amazonaws.com, named in the bucket policy',
    ],
    [
      'access: { type: bucket-policy, principal: logging.s3.amazonaws.com, sourceAccount: "111122223333" }',
      'the service logging.s3.amazonaws.com, named in the bucket policy',
    ],
  ])('%s', (text, expected) => {
    expect(matrixOf(destinationOf(text)).identity).toBe(expected);
  });

  test('not at all, where only a sink writes', () => {
    const { identity, rows } = matrixOf(destinationOf(`access: { type: none }\n${SINK}`));
    expect(identity).toBe('nobody but the sink');
    expect(rows.map(({ who }) => who)).toEqual(['sink', 'own account', 'other accounts', 'public']);
  });
});

describe('the row of the sink', () => {
  const ACCESS = [
    'type: none',
    'type: iam-user',
    'type: cross-account-role, principal: "444455556666", externalId: acme',
    'type: web-identity-role, issuer: accounts.google.com, subjects: ["1"]',
    'type: bucket-policy, principal: "444455556666"',
  ];

  test.each(ACCESS)('says what the sink may do, whoever else writes: %s', (access) => {
    expect(rowOf(`access: { ${access} }\n${SINK}`, 'sink')).toEqual({
      who: 'sink',
      objects: {
        may: ['s3:PutObject'],
        mayNot: ['s3:GetObject', 's3:DeleteObject', 's3:PutObjectAcl'],
      },
      beside: { may: [], mayNot: ['everything'] },
      bucket: {
        may: [],
        mayNot: ['s3:GetBucketLocation', 's3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'],
      },
    });
  });

  test.each(ACCESS.slice(1))('stands below that of the writer, which is as it was: %s', (access) => {
    const [writer, sink] = matrixOf(destinationOf(`access: { ${access} }\n${SINK}`)).rows;
    expect([writer?.who, sink?.who]).toEqual(['writer', 'sink']);
    expect(writer).toEqual(rowOf(`access: { ${access} }`, 'writer'));
  });

  test('names what deduplication and a key add', () => {
    const text =
      'access: { type: none }\nbucket: { encryption: kms }\nsink: { source: { type: sqs }, deduplicate: true }';
    const { objects, bucket } = rowOf(text, 'sink');
    expect(objects.may).toEqual(['s3:PutObject', 's3:GetObject']);
    expect(bucket.may).toEqual(['kms:GenerateDataKey, kms:Decrypt, through S3 only']);
  });

  test('is not there without a sink', () => {
    const { rows } = matrixOf(destinationOf('access: { type: iam-user }'));
    expect(rows.map(({ who }) => who)).not.toContain('sink');
  });
});

describe('the row of the writer', () => {
  test('of an ordinary destination', () => {
    expect(rowOf('access: { type: iam-user }', 'writer')).toEqual({
      who: 'writer',
      objects: {
        may: ['s3:PutObject'],
        mayNot: ['s3:GetObject', 's3:DeleteObject', 's3:PutObjectAcl'],
      },
      beside: { may: [], mayNot: ['everything'] },
      bucket: {
        may: ['s3:GetBucketLocation'],
        mayNot: ['s3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'],
      },
    });
  });

  test("says what goes for the test's objects only, and until when", () => {
    const text = [
      'access: { type: iam-user }',
      'objects: { prefix: exports, pattern: "*.csv", testObject: test.txt }',
      'permissions: { delete: { objects: test-objects, until: 2031-12-31 }, list: true }',
    ].join('\n');
    const { objects, bucket } = rowOf(text, 'writer');
    expect(objects.may).toEqual([
      's3:PutObject',
      "s3:PutObject on the test's objects",
      "s3:DeleteObject on the test's objects, until 2031-12-31 (UTC, that day included)",
    ]);
    expect(objects.mayNot).toEqual(['s3:GetObject', 's3:PutObjectAcl']);
    expect(bucket.may).toEqual(['s3:GetBucketLocation', 's3:ListBucket, under exports/*']);
    expect(bucket.mayNot).toEqual(['s3:PutBucketPolicy', 's3:DeleteBucket']);
  });

  test('does not name a grant that has expired', () => {
    const text = 'access: { type: iam-user }\npermissions: { delete: { objects: all, until: 2026-11-20 } }';
    expect(rowOf(text, 'writer').objects).toEqual({
      may: ['s3:PutObject'],
      mayNot: ['s3:GetObject', 's3:DeleteObject', 's3:PutObjectAcl'],
    });
  });

  test('names the key that the stack makes', () => {
    const text = 'access: { type: iam-user }\nbucket: { encryption: kms }';
    expect(rowOf(text, 'writer').bucket.may).toContain('kms:GenerateDataKey, kms:Decrypt, through S3 only');
  });

  test('of a principal in the bucket policy leaves out what is denied to everybody', () => {
    const text = 'access: { type: bucket-policy, principal: "444455556666" }';
    expect(rowOf(text, 'writer').objects.may).toEqual(['s3:PutObject']);
  });
});

describe('the rows of the others', () => {
  test('of a bucket that the stack makes: other accounts and the public may nothing', () => {
    const { rows } = matrixOf(destinationOf('access: { type: iam-user }'));
    const own = { may: ['by its own IAM policies'], mayNot: ['over plain HTTP'] };
    const nothing = { may: [], mayNot: ['everything'] };
    expect(rows.slice(1)).toEqual([
      { who: 'own account', objects: own, beside: own, bucket: own },
      { who: 'other accounts', objects: nothing, beside: nothing, bucket: nothing },
      { who: 'public', objects: nothing, beside: nothing, bucket: nothing },
    ]);
  });

  test('of an existing bucket: nobody here knows its policy', () => {
    const { rows } = matrixOf(destinationOf('access: { type: iam-user }\nbucket: { existing: acme-lake }'));
    const own = { may: ['by its own IAM policies'], mayNot: [] };
    const unknown = { may: ["by the bucket's own policy"], mayNot: [] };
    expect(rows.slice(1)).toEqual([
      { who: 'own account', objects: own, beside: own, bucket: own },
      { who: 'other accounts', objects: unknown, beside: unknown, bucket: unknown },
      { who: 'public', objects: unknown, beside: unknown, bucket: unknown },
    ]);
  });
});

test.each(EXAMPLES)('examples/%s: nothing is both granted and denied', (name) => {
  const { rows, scope } = matrixOf(exampleOf(name));
  expect(scope).toEqual(['s3://acme-orders/*']);
  for (const { objects, beside, bucket } of rows) {
    for (const { may, mayNot } of [objects, beside, bucket]) {
      const granted = may.flatMap((words) => words.match(/\b(s3|kms):\w+/g) ?? []);
      expect(mayNot.filter((action) => granted.includes(action))).toEqual([]);
    }
  }
});
