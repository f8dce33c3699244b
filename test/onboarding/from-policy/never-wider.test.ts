import fc from 'fast-check';
import { parseDestination } from '../../../lib/load/read';
import type { Wanted } from '../../../lib/onboarding/from-policy/from-policy';
import { policySet } from '../../../lib/policy/documents';
import { toDocument } from '../../../lib/policy/statement';
import { IRELAND, NOW } from '../../policy/support';
import { isAllowed } from '../../proof/simulate';
import { decides, type Request, type Statement } from './decide';
import { destinationFrom, read } from './support';

/**
 * Whatever a document says: each request that the destination's own policies allow, the document allows too. Who
 * decides here shares nothing with the reading, and is held against the simulator.
 */
const BUCKET = 'arn:aws:s3:::acme-orders';

const ACTIONS = [
  ...['s3:PutObject', 's3:PutObject', 's3:putobject', 's3:PutObject*', 's3:Put*', 's3:*Object', 's3:*', '*'],
  ...[
    's3:GetObject',
    's3:Get*',
    's3:ListBucket',
    's3:List*',
    's3:GetBucketLocation',
    's3:DeleteObject',
    's3:Delete*',
  ],
  ...['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:*Multipart*', 's3:PutObjectAcl'],
  ...['s3:GetObjectVersion', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads', 's3:Pu?Object'],
  ...['s3:DeleteBucket', 'kms:Decrypt'],
];
const RESOURCES = [
  ...[
    BUCKET,
    `${BUCKET}/*`,
    `${BUCKET}/*`,
    `${BUCKET}/exports/*`,
    `${BUCKET}/exports/orders/*`,
    `${BUCKET}/other/*`,
  ],
  ...[
    `${BUCKET}/*.csv`,
    `${BUCKET}/exports/*.csv`,
    `${BUCKET}*`,
    `${BUCKET}*/*`,
    '*',
    'arn:aws:s3:::*',
    'arn:aws:s3:::*/*',
  ],
  ...[
    `${BUCKET}/exports*`,
    `${BUCKET}/exports/*/x*`,
    `${BUCKET}/e?ports/*`,
    `${BUCKET}/*/*`,
    `${BUCKET}/exports/test.txt`,
  ],
  ...[
    `${BUCKET}/*test.txt`,
    `${BUCKET}/\${aws:username}/*`,
    'arn:aws:s3:::other-bucket/*',
    `${BUCKET}/exports/**`,
  ],
];
const CONDITIONS = [
  ...Array(8).fill(undefined),
  { StringLike: { 's3:prefix': 'exports/*' } },
  { StringLike: { 's3:prefix': ['other/*', 'exports/orders/*'] } },
  { StringLike: { 's3:prefix': '*' } },
  { StringEquals: { 's3:prefix': 'exports/*' } },
  { Bool: { 'aws:SecureTransport': 'true' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { StringEquals: { 's3:ResourceAccount': '111122223333' } },
  { StringEquals: { 's3:ResourceAccount': '444455556666' } },
  { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
];

const some = (values: readonly string[]) =>
  fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
    action: fc.constantFrom('Action', 'Action', 'Action', 'Action', 'Action', 'NotAction'),
    actions: some(ACTIONS),
    resource: fc.constantFrom('Resource', 'Resource', 'Resource', 'Resource', 'Resource', 'NotResource'),
    resources: some(RESOURCES),
    condition: fc.constantFrom(...CONDITIONS),
  })
  .map(({ Effect, action, actions, resource, resources, condition }) => ({
    Effect,
    [action]: [...new Set(actions)],
    [resource]: [...new Set(resources)],
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
const document = fc
  .array(statement, { minLength: 1, maxLength: 4 })
  .map((Statement) => ({ Version: '2012-10-17' as const, Statement }));
const wanted = fc.record({
  prefixes: fc.constantFrom(
    undefined,
    undefined,
    ['exports'],
    ['exports/orders'],
    ['exports/orders', 'other'],
  ),
  pattern: fc.constantFrom(undefined, undefined, '*.csv'),
  testObject: fc.constantFrom(undefined, undefined, undefined, 'test.txt'),
  existing: fc.boolean(),
});

const CONTEXT = {
  'aws:SecureTransport': 'true',
  'aws:CurrentTime': '2026-11-22T00:00:00Z',
  'aws:SourceIp': '198.51.100.7',
  'aws:username': 'vendor',
  's3:ResourceAccount': IRELAND.accountId,
};

/** Requests for what a statement of ours allows. */
function requestsFor(action: string, resource: string): Request[] {
  const resources = resource.includes('*')
    ? ['x', 'a/b', 'x.csv', 'test'].map((part) => resource.replace('*', part))
    : [resource];
  const prefixes = ['', 'exports/', 'exports/orders/x', 'other/'].map((prefix) => ({ 's3:prefix': prefix }));
  const contexts = (action === 's3:ListBucket' ? prefixes : [{}]).flatMap((prefix) => [
    { ...CONTEXT, ...prefix },
    { ...CONTEXT, ...prefix, 'aws:SecureTransport': 'false' },
  ]);
  return resources.flatMap((one) => contexts.map((context) => ({ action, resource: one, context })));
}

test('a destination never grants what the document does not', () => {
  let made = 0;
  let asked = 0;
  fc.assert(
    fc.property(document, wanted, (identity, choice) => {
      const chosen: Partial<Wanted> = {
        ...JSON.parse(JSON.stringify(choice)),
        type: 'iam-user',
        bucketName: 'acme-orders',
        accountId: IRELAND.accountId,
      };
      const found = read({ identity }, chosen);
      const destination = destinationFrom(found, chosen);
      if (!destination) {
        expect(found.complaints.length + found.problems.length).toBeGreaterThan(0);
        return;
      }
      made += 1;
      const { identity: granted, bucket } = policySet(destination, IRELAND, NOW);
      const ours = toDocument([...granted, ...bucket]).Statement;
      // The document's only bucket is the destination's, whatever its page calls it.
      const name = found.bucket ?? 'acme-orders';
      const theirs: Statement[] = JSON.parse(
        JSON.stringify(identity.Statement).replaceAll(`:::${name}`, ':::acme-orders'),
      );
      const requests = granted.flatMap(({ actions, resources }) =>
        actions.flatMap((action) => resources.flatMap((resource) => requestsFor(action, resource))),
      );
      const allowed = requests.filter((request) => decides(ours, request));
      asked += allowed.length;
      expect(allowed.filter((request) => !decides(theirs, request))).toEqual([]);
    }),
    { numRuns: 200 },
  );
  // Documents of which nothing is taken would prove nothing.
  expect(made).toBeGreaterThan(20);
  expect(asked).toBeGreaterThan(200);
});

test('who decides here decides as the simulator does', async () => {
  const request = fc.record({
    action: fc.constantFrom('s3:PutObject', 's3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'),
    key: fc.constantFrom('exports/x.csv', 'exports/test.txt', 'other/y', 'exports/a/xb', 'vendor/z'),
    prefix: fc.constantFrom('', 'exports/x', 'exports/orders/x', 'exports/*'),
    tls: fc.constantFrom('true', 'false'),
  });
  let allowed = 0;
  await fc.assert(
    fc.asyncProperty(document, request, async (policy, { action, key, prefix, tls }) => {
      const list = action === 's3:ListBucket';
      const asked = {
        action,
        resource: list || action === 's3:GetBucketLocation' ? BUCKET : `${BUCKET}/${key}`,
        context: { ...CONTEXT, 'aws:SecureTransport': tls, ...(list ? { 's3:prefix': prefix } : {}) },
      };
      const simulated = await isAllowed({
        ...asked,
        caller: {
          name: 'the vendor',
          principal: `arn:aws:iam::${IRELAND.accountId}:user/vendor`,
          accountId: IRELAND.accountId,
          policies: [{ name: 'policy', policy }],
          context: {},
        },
        resourceAccountId: IRELAND.accountId,
      });
      allowed += simulated ? 1 : 0;
      expect(decides(policy.Statement, asked)).toBe(simulated);
    }),
    { numRuns: 100 },
  );
  expect(allowed).toBeGreaterThan(3);
});

const ROLE = 'arn:aws:iam::444455556666:role/exporter';
const CALLERS = [ROLE, 'arn:aws:iam::444455556666:user/other', 'arn:aws:iam::777788889999:role/exporter'];
const principals = fc.constantFrom<unknown>(
  ...[{ AWS: ROLE }, { AWS: 'arn:aws:iam::444455556666:root' }, { AWS: '444455556666' }],
  ...[{ AWS: [ROLE, '777788889999'] }, { AWS: '*' }, '*', { Service: 'ec2.amazonaws.com' }],
);
const principal = fc.constantFrom(undefined, undefined, ROLE, '444455556666', '777788889999');

test('a role never lets in whom the trust policy does not', () => {
  const condition = fc.constantFrom<unknown>(
    ...[
      undefined,
      { StringEquals: { 'sts:ExternalId': 'acme-1' } },
      { StringLike: { 'sts:ExternalId': 'acme-*' } },
    ],
    ...[
      { StringEquals: { 'sts:ExternalId': ['acme-1', 'acme-2'] } },
      { ArnLike: { 'aws:PrincipalArn': '*:role/*' } },
    ],
    { StringEquals: { 'sts:ExternalId': 'acme-1', 'sts:RoleSessionName': 'export' } },
  );
  const trust = fc.array(
    fc
      .record({
        Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
        Action: fc.constantFrom(
          'sts:AssumeRole',
          ['sts:AssumeRole', 'sts:TagSession'],
          'sts:*',
          'sts:TagSession',
        ),
        Principal: principals,
        Condition: condition,
      })
      .map((one): Record<string, unknown> => JSON.parse(JSON.stringify(one))),
    { minLength: 1, maxLength: 2 },
  );
  const requests = CALLERS.flatMap((caller) =>
    [undefined, 'acme-1', 'acme-2', 'other'].flatMap((externalId) =>
      ['export', 'x'].map((session) => ({
        action: 'sts:AssumeRole',
        resource: '*',
        principal: caller,
        context: {
          'aws:PrincipalArn': caller,
          'sts:RoleSessionName': session,
          ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
        },
      })),
    ),
  );
  let asked = 0;
  fc.assert(
    fc.property(
      trust,
      principal,
      fc.constantFrom(undefined, 'acme-1', 'acme-2'),
      (Statement, who, externalId) => {
        const chosen = JSON.parse(JSON.stringify({ principal: who, externalId }));
        const found = read({ trust: { Statement } }, chosen);
        if (found.problems.length + found.complaints.length > 0) return;
        const file = { version: 1, name: 'orders', access: found.access };
        const { destination } = parseDestination('destination.yaml', JSON.stringify(file));
        // A whole account without an external ID is refused.
        if (!destination) return;
        const ours = toDocument(policySet(destination, IRELAND, NOW).trust).Statement;
        const allowed = requests.filter((request) => decides(ours, request));
        asked += allowed.length;
        expect(allowed.filter((request) => !decides(Statement, request))).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
  expect(asked).toBeGreaterThan(10);
});

test('a bucket policy never allows what the document does not, and to nobody else', () => {
  // A service is refused without the account that it writes for, which no condition here names.
  const vendors = principals.filter(
    (one) => typeof one === 'string' || !Object.hasOwn(one as object, 'Service'),
  );
  const named = fc
    .tuple(document, fc.array(vendors, { minLength: 4, maxLength: 4 }))
    .map(([{ Statement }, who]) =>
      Statement.map((one, index) => ({ ...one, Principal: who[index] as object })),
    );
  let asked = 0;
  fc.assert(
    fc.property(named, principal, fc.boolean(), (statements: Statement[], who, existing) => {
      const chosen: Partial<Wanted> = {
        ...(who === undefined ? {} : { principal: who }),
        existing,
        bucketName: 'acme-orders',
        accountId: IRELAND.accountId,
      };
      const found = read({ bucket: { Statement: statements } }, chosen);
      const destination = destinationFrom(found, chosen);
      if (!destination) return;
      const ours = toDocument(policySet(destination, IRELAND, NOW).bucket).Statement;
      const name = found.bucket ?? 'acme-orders';
      const theirs: Statement[] = JSON.parse(
        JSON.stringify(statements).replaceAll(`:::${name}`, ':::acme-orders'),
      );
      const allowed = policySet(destination, IRELAND, NOW)
        .bucket.filter(({ effect }) => effect === 'Allow')
        .flatMap(({ actions, resources }) =>
          actions.flatMap((action) => resources.flatMap((resource) => requestsFor(action, resource))),
        )
        .flatMap((request) => CALLERS.map((caller) => ({ ...request, principal: caller })))
        .filter((request) => decides(ours, request));
      asked += allowed.length;
      expect(allowed.filter((request) => !decides(theirs, request))).toEqual([]);
    }),
    { numRuns: 200 },
  );
  expect(asked).toBeGreaterThan(10);
});

test('of several placeholders and documents, no identity gets what is meant for another value or principal', () => {
  const own = `arn:aws:iam::${IRELAND.accountId}:role/own`;
  const foreign = 'arn:aws:iam::999988887777:role/other';
  const placeholders = ['<prefix>', '<other>', '{{folder}}', 'MY_PATH'];
  const resource = fc.constantFrom(
    ...placeholders.flatMap((one) => [`${BUCKET}/${one}/*`, `${BUCKET}/${one}/*`, `${BUCKET}/${one}/in/*`]),
    ...[`${BUCKET}/*`, `${BUCKET}/exports/*`, BUCKET],
  );
  const listing = fc.constantFrom(
    ...[undefined, undefined, undefined],
    ...placeholders.map((one) => ({ StringLike: { 's3:prefix': `${one}/*` } })),
  );
  const rule = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
      Action: some(['s3:PutObject', 's3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:ListBucket']),
      Resource: fc.array(resource, { minLength: 1, maxLength: 2 }),
      Condition: listing,
    })
    .map((one): Statement => JSON.parse(JSON.stringify(one)));
  const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
  const named = fc
    .array(fc.tuple(rule, fc.constantFrom(own, ROLE, foreign)), { minLength: 1, maxLength: 3 })
    .map((list) => list.map(([one, AWS]): Statement => ({ ...one, Principal: { AWS } })));
  const trust = {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ROLE } }],
  };
  let made = 0;
  let asked = 0;
  fc.assert(
    fc.property(
      rules,
      fc.option(named, { nil: undefined }),
      fc.constantFrom(['exports'], ['a/b'], ['a', 'b']),
      (identity, bucket, prefixes) => {
        const chosen: Partial<Wanted> = {
          prefixes,
          bucketName: 'acme-orders',
          accountId: IRELAND.accountId,
        };
        const texts = { identity: { Statement: identity }, trust };
        const found = read(bucket ? { ...texts, bucket: { Statement: bucket } } : texts, chosen);
        const destination = destinationFrom(found, chosen);
        if (!destination) return;
        made += 1;
        // Of the bucket's policy what is meant for us or for the vendor, and what is denied to whomever.
        const ofBucket = (bucket ?? [])
          .filter(
            ({ Effect, Principal }) => Effect === 'Deny' || (Principal as { AWS: string }).AWS !== foreign,
          )
          .map(({ Principal, ...one }) => one);
        const text = JSON.stringify([...identity, ...ofBucket]);
        // Each prefix is the value of one placeholder, or of none; the others have values that nobody asks about.
        const filledWith = (which: string | undefined, prefix: string): Statement[] =>
          JSON.parse(
            placeholders.reduce(
              (rest, one, index) => rest.replaceAll(one, one === which ? prefix : `value-${index}`),
              text,
            ),
          );
        const readings = prefixes
          .map((prefix) => [undefined, ...placeholders].map((which) => filledWith(which, prefix)))
          .reduce<Statement[][]>(
            (all, each) => all.flatMap((one) => each.map((other) => [...one, ...other])),
            [[]],
          );
        const granted = policySet(destination, IRELAND, NOW).identity;
        const ours = toDocument(granted).Statement;
        const allowed = granted
          .flatMap(({ actions, resources }) =>
            actions.flatMap((action) => resources.flatMap((one) => requestsFor(action, one))),
          )
          .flatMap((request) =>
            request.action === 's3:ListBucket'
              ? prefixes.map((prefix) => ({
                  ...request,
                  context: { ...request.context, 's3:prefix': `${prefix}/x` },
                }))
              : [request],
          )
          .filter((request) => decides(ours, request));
        asked += allowed.length;
        // TLS is the new bucket's own condition, and no document here speaks of it.
        const isWithin = (theirs: Statement[]) => allowed.every((request) => decides(theirs, request));
        expect(readings.some(isWithin)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
  expect(made).toBeGreaterThan(30);
  expect(asked).toBeGreaterThan(100);
});
