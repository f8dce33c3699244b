import { THUMBPRINT } from '../../aws-fakes/deployed-state';
import { type Drift, expectDrift, VerifyBench } from './support';

/** What stands around the policies: keys, passwords, providers, boundaries, the sink's sources, buckets of others. */
const bench = new VerifyBench();
afterEach(() => bench.stop());

const GITHUB = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const LAKE = 'arn:aws:s3:::acme-data-lake';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const provider = () => {
  const found = bench.state.providers.values().next().value;
  if (found === undefined) throw new Error('no provider');
  return found;
};
const inBucket = (statement: object) => () => {
  bench.state.bucket.policy = { Statement: [{ ...statement }] };
};

const credentials: readonly Drift[] = [
  {
    name: 'two active keys',
    example: 'keboola-user',
    change: () =>
      void bench.writer.keys.set('AKIA1', 'Active').set('AKIA2', 'Active').set('AKIA3', 'Inactive'),
    said: [/WIDER +writer +access keys +one active at most +2 active: AKIA1, AKIA2/, 'key rotate --finish'],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'a key more than the serials',
    example: 'key-in-secrets-manager',
    change: () => void bench.writer.keys.set('AKIA3', 'Active'),
    said: [/WIDER +writer +access keys +2 active +3 active/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'a key of the stack that was deactivated',
    example: 'key-in-secrets-manager',
    change: () => void bench.writer.keys.set([...bench.writer.keys.keys()][0] ?? '', 'Inactive'),
    said: [/NARROWER +writer +access keys +2 active +1 active/],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'a console password',
    example: 'keboola-user',
    change: () => {
      bench.writer.hasPassword = true;
    },
    said: [/WIDER +writer +console password +none +there/, 'sign in as the vendor'],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'an audience more',
    example: 'github-actions',
    change: () => void provider().clientIds.push('somebody-else'),
    said: [
      /WIDER +writer +audiences of the OIDC provider +sts\.amazonaws\.com +somebody-else, sts\.amazonaws\.com/,
    ],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'another audience',
    example: 'oidc-imported-provider',
    change: () => void provider().clientIds.splice(0, 1, 'somebody-else'),
    said: [/NARROWER +writer +audiences of the OIDC provider/, "STS refuses the vendor's tokens"],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'a thumbprint more',
    example: 'github-actions',
    change: () => void provider().thumbprints.push(THUMBPRINT.replace('0', 'f')),
    said: [/WIDER +writer +thumbprints of the OIDC provider +the one that IAM took +2/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'a provider that was deleted',
    example: 'github-actions',
    change: () => void bench.state.providers.clear(),
    said: [`the OIDC provider ${GITHUB}: declared there, actual not there`],
    verdict: /checks, 1 narrower than declared$/,
  },
];

const limits: readonly Drift[] = [
  {
    name: 'a boundary that nobody declared',
    example: 'keboola',
    change: () => {
      bench.writer.boundary = 'arn:aws:iam::111122223333:policy/by-hand';
      bench.state.managed.set(bench.writer.boundary, {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
      });
    },
    said: [/NARROWER +writer +permissions boundary +none +\S+by-hand/, 'a boundary was set by hand'],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'another boundary',
    example: 'key-in-secrets-manager',
    change: () => {
      bench.writer.boundary = 'arn:aws:iam::111122223333:policy/another';
      bench.state.managed.set(bench.writer.boundary, {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
      });
    },
    said: [/DIFFERS +writer +permissions boundary/, 'another boundary stands there'],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'shorter sessions',
    example: 'kms',
    change: () => {
      bench.writer.maxSessionSeconds = 3600;
    },
    said: [/NARROWER +writer +longest session +12 h +1 h/],
    verdict: /checks, 1 narrower than declared$/,
  },
];

const buckets: readonly Drift[] = [
  {
    name: 'versioning that nobody declared',
    example: 'own-vendor',
    change: () => {
      bench.state.bucket.versioning = 'Enabled';
    },
    said: [/NARROWER +bucket +versioning +off +Enabled/, 'versions that nobody declared'],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'another KMS algorithm with the same key',
    example: 'kms',
    change: () => {
      const { encryption } = bench.state.bucket;
      bench.state.bucket.encryption = { algorithm: 'aws:kms:dsse', key: encryption?.key };
    },
    said: [/DIFFERS +bucket +encryption +aws:kms with \S+ +aws:kms:dsse with /],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'objects that are copied to another account',
    example: 'keboola',
    change: () => {
      bench.state.bucket.replication = [
        { status: 'Disabled', bucket: 'arn:aws:s3:::off' },
        { status: 'Enabled', bucket: 'arn:aws:s3:::elsewhere', account: '999999999999' },
      ];
    },
    said: [/WIDER +bucket +replication +none +to arn:aws:s3:::elsewhere of 999999999999\n/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'an existing bucket that is open to all but one',
    example: 'existing-bucket',
    change: inBucket({
      Effect: 'Allow',
      NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/admin' },
      Action: 's3:*',
      Resource: `${LAKE}/*`,
    }),
    said: [/WIDER +bucket +bucket policy/, 'to all but AWS arn:aws:iam::111122223333:role/admin'],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'an existing bucket that is open to the vendor itself',
    example: 'existing-bucket',
    change: inBucket({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:role/exporter' },
      Action: 's3:*',
      Resource: `${LAKE}/*`,
    }),
    said: [
      /WIDER +bucket +bucket policy/,
      `+ Allow s3:* on ${LAKE}/* to AWS arn:aws:iam::444455556666:role/exporter`,
    ],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'an existing bucket that denies the put',
    example: 'existing-bucket',
    change: inBucket({ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${LAKE}/*` }),
    said: [/NARROWER +bucket +bucket policy/],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'plain HTTP for a user, as IAM sees it',
    example: 'keboola-user',
    change: () => {
      bench.state.bucket.policy = undefined;
    },
    said: [/WIDER +bucket +bucket policy/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'plain HTTP for a user, where the Deny has a hole',
    example: 'keboola-user',
    change: () => {
      for (const statement of bench.state.bucket.policy?.Statement ?? []) statement.Action = 's3:GetObject';
    },
    said: [/WIDER +writer +s3:PutObject \S+, over plain HTTP +denied +allowed/],
    verdict: /\d wider than declared$/,
  },
  {
    name: 'a bucket policy that lets the user read, as IAM sees it',
    example: 'keboola-user',
    change: () =>
      bench.state.bucket.policy?.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: bench.writer.arn },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-keboola-exports/*',
      }),
    said: [
      /WIDER +bucket +bucket policy/,
      /WIDER +writer +s3:GetObject s3:\/\/acme-keboola-exports\/\S+ +denied +allowed/,
    ],
    verdict: /\d+ wider than declared$/,
  },
];

const ofSink = (name: string, statement: object, text: string): Drift => ({
  name,
  example: 'sink-sqs',
  change: () => void bench.statements(bench.sink).push({ Effect: 'Allow', ...statement }),
  said: [/WIDER +sink +identity policy/, text],
  verdict: /checks, 1 wider than declared$/,
});

const sinks: readonly Drift[] = [
  ofSink('a sink that reads every queue', { Action: 'sqs:*', Resource: '*' }, '+ Allow sqs:* on *\n'),
  ofSink(
    'a sink that reads every table',
    { Action: 'dynamodb:Scan', Resource: '*' },
    '+ Allow dynamodb:Scan on *\n',
  ),
  ofSink(
    'a sink that reads every stream',
    { Action: 'kinesis:*', Resource: '*' },
    '+ Allow kinesis:* on *\n',
  ),
  ofSink(
    'a sink that uses another key',
    { Action: 'kms:Decrypt', Resource: KEY },
    `+ Allow kms:Decrypt on ${KEY}\n`,
  ),
  {
    name: 'a sink that may not read its queue',
    example: 'sink-sqs',
    change: () => {
      const { Statement } = [...bench.sink.inline.values()][0] ?? { Statement: [] };
      Statement.splice(
        Statement.findIndex(({ Sid }) => Sid === 'ReadQueue'),
        1,
      );
    },
    said: [
      /NARROWER +sink +identity policy/,
      '- Allow sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage on ',
    ],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'a sink whose table is not in the stack',
    example: 'sink-sqs',
    change: () => {
      const { resources } = bench.state;
      resources.splice(
        resources.findIndex(({ type }) => type === 'AWS::DynamoDB::Table'),
        1,
      );
    },
    said: [/NARROWER +stack +the table of claims +there +not in the stack/],
    verdict: /1 narrower than declared$/,
  },
];

test.each([...credentials, ...limits, ...buckets, ...sinks])('$name', (drift) => expectDrift(bench, drift));

test('a bucket that names its key by ID is as declared', async () => {
  await bench.start('kms');
  const { encryption } = bench.state.bucket;
  bench.state.bucket.encryption = { algorithm: 'aws:kms', key: encryption?.key?.split('/').at(-1) };
  expect(bench.state.bucket.encryption.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(await bench.run()).toMatchObject({ code: 0 });
});

test('the owner of an existing bucket may let in others, and a Deny that depends on the request is a note', async () => {
  await bench.start('existing-bucket');
  bench.state.bucket.policy = {
    Statement: [
      { Effect: 'Allow', Principal: { AWS: '999999999999' }, Action: 's3:*', Resource: `${LAKE}/*` },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `${LAKE}/*`,
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      },
    ],
  };
  const { code, out } = await bench.run();
  expect(out).toContain('note The bucket is left alone');
  expect(out).toMatch(
    /note The bucket policy has "Deny s3:\* .* aws:SourceVpce vpce-1": whether that keeps the writer out/,
  );
  expect(code).toBe(0);
});

test('that the policies of the queue were not read is said', async () => {
  await bench.start('sink-sqs');
  expect((await bench.run()).out).toMatch(/note The policies of the sink's own resources .* were not read/);
});
