import { type Drift, expectDrift, UNTIL_2031, VerifyBench } from './support';

const bench = new VerifyBench();
afterEach(() => bench.stop());

const OTHER = 'arn:aws:iam::999999999999:role/stranger';

const drifts: readonly Drift[] = [
  {
    name: 'an action more',
    example: 'keboola',
    change: () =>
      bench
        .statements()
        .push({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-keboola-orders/*' }),
    said: [
      '  + Allow s3:GetObject on arn:aws:s3:::acme-keboola-orders/*\n',
      /WIDER +writer +s3:GetObject s3:\/\/acme-keboola-orders\/exports\/orders\/\S+ +denied +allowed/,
    ],
    verdict: /\d wider than declared$/,
  },
  {
    name: 'a resource that lost its prefix',
    example: 'keboola',
    change: () => {
      for (const statement of bench.statements())
        if (statement.Action === 's3:PutObject') statement.Resource = 'arn:aws:s3:::acme-keboola-orders/*';
    },
    said: [
      '+ Allow s3:PutObject on arn:aws:s3:::acme-keboola-orders/*\n',
      '- Allow s3:PutObject on arn:aws:s3:::acme-keboola-orders/exports/orders/*.csv\n',
      /WIDER +writer +s3:PutObject s3:\/\/acme-keboola-orders\/exports\/orders-evil\//,
    ],
    verdict: /checks, \d wider than declared$/,
  },
  {
    name: 'a resource with another suffix',
    example: 'keboola',
    change: () => {
      for (const statement of bench.statements())
        if (statement.Action === 's3:PutObject')
          statement.Resource = 'arn:aws:s3:::acme-keboola-orders/exports/orders/*.json';
    },
    said: [/WIDER\+NARROWER +writer +identity policy/, '*.json\n', '*.csv\n', 'no policy allows it'],
    verdict: /1 wider than declared, \d narrower than declared$/,
  },
  {
    name: 'a statement that is gone',
    example: 'keboola',
    change: () => void bench.statements().splice(0, 1),
    said: [/NARROWER +writer +identity policy/, '- Allow s3:PutObject on '],
    verdict: /checks, \d narrower than declared$/,
  },
  {
    name: 'a Deny that was added',
    example: 'keboola',
    change: () => bench.statements().push({ Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }),
    said: [/NARROWER +writer +identity policy/, '+ Deny s3:PutObject on *\n'],
    verdict: /checks, \d narrower than declared$/,
  },
  {
    name: 'a condition that was added',
    example: 'keboola',
    change: () => {
      for (const statement of bench.statements())
        statement.Condition = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
    },
    said: [/NARROWER +writer +identity policy/, 'if StringEquals aws:SourceVpc vpc-1\n'],
    verdict: /checks, \d narrower than declared$/,
  },
  {
    name: 'NotAction',
    example: 'keboola',
    change: () => bench.statements().push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    said: [/WIDER +writer +identity policy/, '+ Allow all but iam:* on *\n'],
    verdict: /wider than declared$/,
  },
  {
    name: 'an attached policy',
    example: 'keboola-user',
    change: () => {
      const arn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
      bench.writer.attached.push(arn);
      bench.state.managed.set(arn, {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      });
    },
    said: [
      /DIFFERS +writer +attached policies +none +arn:aws:iam::aws:policy\/AmazonS3FullAccess/,
      '+ Allow s3:* on *\n',
      'granted by DestinationWriterPolicy4BA2BB28, arn:aws:iam::aws:policy/AmazonS3FullAccess',
    ],
    verdict: /\d+ wider than declared, 1 different$/,
  },
  {
    name: 'a group',
    example: 'keboola-user',
    change: () => void bench.writer.groups.push('admins'),
    said: [/DIFFERS +writer +groups +none +admins/, 'take the user out of it'],
    verdict: /1 different$/,
  },
  {
    name: 'the external ID is not asked for any more',
    example: 'keboola',
    change: () => delete bench.writer.trust?.Statement[0]?.Condition,
    said: [
      /WIDER +writer +trust policy/,
      '+ Allow sts:AssumeRole to AWS ',
      'if StringEquals sts:ExternalId keboola-project-4711\n',
    ],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'another external ID',
    example: 'keboola',
    change: () => {
      for (const statement of bench.writer.trust?.Statement ?? [])
        statement.Condition = { StringEquals: { 'sts:ExternalId': 'other' } };
    },
    said: [/WIDER\+NARROWER +writer +trust policy/],
    verdict: /1 wider than declared, 1 narrower than declared$/,
  },
  {
    name: 'a stranger in the trust policy',
    example: 'kms',
    change: () =>
      bench.writer.trust?.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: OTHER },
        Action: 'sts:AssumeRole',
      }),
    said: [/WIDER +writer +trust policy/, `+ Allow sts:AssumeRole to AWS ${OTHER}\n`],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: "the vendor's role was deleted and made again",
    example: 'kms',
    change: () => {
      for (const statement of bench.writer.trust?.Statement ?? [])
        statement.Principal = { AWS: 'AROAEXAMPLE1234567890' };
    },
    said: ['AWS AROAEXAMPLE1234567890 (it was deleted)'],
    verdict: /1 wider than declared, 1 narrower than declared$/,
  },
  {
    name: 'a pending role that somebody may assume already',
    example: 'pending-external-id',
    change: () => {
      for (const statement of bench.writer.trust?.Statement ?? []) statement.Effect = 'Allow';
    },
    said: [
      /WIDER +writer +trust policy/,
      '+ Allow sts:AssumeRole to everybody\n',
      '- Deny sts:AssumeRole to everybody\n',
    ],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'any subject of an issuer',
    example: 'github-actions',
    change: () => {
      for (const statement of bench.writer.trust?.Statement ?? [])
        statement.Condition = { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' } };
    },
    said: [
      /WIDER +writer +trust policy/,
      'if StringLike token.actions.githubusercontent.com:sub repo:acme/*\n',
    ],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'longer sessions',
    example: 'keboola',
    change: () => {
      bench.writer.maxSessionSeconds = 43_200;
    },
    said: [/WIDER +writer +longest session +1 h +12 h/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'a boundary that was taken away',
    example: 'key-in-secrets-manager',
    change: () => {
      bench.writer.boundary = undefined;
    },
    said: [/WIDER +writer +permissions boundary +arn:aws:iam::111122223333:policy\/vendors-write-only +none/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'a boundary that allows too little',
    example: 'key-in-secrets-manager',
    change: () =>
      void bench.state.managed.set(bench.writer.boundary ?? '', {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: '*' }],
      }),
    said: ['the permissions boundary does not allow it'],
    verdict: /checks, \d narrower than declared$/,
  },
  {
    name: 'the organisation denies it',
    example: 'keboola',
    change: () => void bench.state.deniedByOrganization.add('s3:PutObject'),
    said: ['a service control policy of the organisation denies it'],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'a delete grant that was made longer',
    example: UNTIL_2031,
    change: () => {
      for (const statement of bench.statements())
        if (statement.Action === 's3:DeleteObject')
          statement.Condition = { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } };
    },
    said: [
      /WIDER +writer +identity policy/,
      'if DateLessThan aws:CurrentTime 2099-01-01T00:00:00Z\n',
      /WIDER +writer +s3:DeleteObject \S+, on \d{4}/,
    ],
    verdict: /\d wider than declared$/,
  },
  {
    name: 'plain HTTP',
    example: 'keboola',
    change: () => {
      bench.state.bucket.policy = undefined;
    },
    said: [
      /WIDER +bucket +bucket policy/,
      'plain HTTP is not denied',
      '- Deny s3:* on ',
      'if Bool aws:SecureTransport false\n',
    ],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'a public bucket policy',
    example: 'keboola',
    change: () =>
      bench.state.bucket.policy?.Statement.push({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-keboola-orders/*',
      }),
    said: ['+ Allow s3:GetObject on arn:aws:s3:::acme-keboola-orders/* to everybody\n'],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'an existing bucket that is open to everybody',
    example: 'existing-bucket',
    change: () => {
      bench.state.bucket.policy = {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ['*'] },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::acme-data-lake/*',
          },
        ],
      };
    },
    said: [/WIDER +bucket +bucket policy/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: "the vendor's principal is not in the bucket policy",
    example: 'bucket-policy',
    change: () => {
      const { policy } = bench.state.bucket;
      if (policy) policy.Statement = policy.Statement.filter(({ Effect }) => Effect === 'Deny');
    },
    said: [/NARROWER +bucket +bucket policy/, 'to AWS arn:aws:iam::444455556666:role/exporter'],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: "the whole account instead of the vendor's role",
    example: 'bucket-policy',
    change: () => {
      for (const statement of bench.state.bucket.policy?.Statement ?? [])
        if (statement.Effect === 'Allow') statement.Principal = { AWS: '444455556666' };
    },
    said: [/WIDER +bucket +bucket policy/, 'to AWS 444455556666\n'],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'public access is not blocked',
    example: 'keboola',
    change: () => Object.assign(bench.state.bucket.publicAccess ?? {}, { RestrictPublicBuckets: false }),
    said: [/WIDER +bucket +public access block +all four on +off: RestrictPublicBuckets/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'no public access block at all',
    example: 'keboola',
    change: () => {
      bench.state.bucket.publicAccess = undefined;
    },
    said: ['off: BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets'],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'ACLs are enabled',
    example: 'keboola',
    change: () => {
      bench.state.bucket.ownership = 'ObjectWriter';
    },
    said: [/WIDER +bucket +object ownership +BucketOwnerEnforced +ObjectWriter/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'another encryption',
    example: 'kms',
    change: () => {
      bench.state.bucket.encryption = { algorithm: 'AES256' };
    },
    said: [/DIFFERS +bucket +encryption +aws:kms with arn:aws:kms\S+ +AES256/],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'another key',
    example: 'kms',
    change: () => {
      bench.state.bucket.encryption = {
        algorithm: 'aws:kms',
        key: 'arn:aws:kms:eu-west-1:111122223333:key/other',
      };
    },
    said: [/DIFFERS +bucket +encryption/],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'the key can be used directly',
    example: 'kms',
    change: () => {
      for (const statement of bench.statements())
        if (String(statement.Action).includes('kms:')) delete statement.Condition;
    },
    said: [/WIDER +writer +kms:Decrypt \S+, through secretsmanager +denied +allowed/],
    verdict: /2 wider than declared$/,
  },
  {
    name: 'versioning is suspended',
    example: 'keboola',
    change: () => {
      bench.state.bucket.versioning = 'Suspended';
    },
    said: [/WIDER +bucket +versioning +Enabled +Suspended/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'objects are removed earlier',
    example: 'neuronex',
    change: () => {
      for (const rule of bench.state.bucket.lifecycle ?? [])
        if (rule.ExpirationInDays !== undefined) rule.ExpirationInDays = 1;
    },
    said: [
      /DIFFERS +bucket +lifecycle rules +as the file says +others/,
      '+ remove objects after 1 days\n',
      '- remove objects after 90 days\n',
    ],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'the lifecycle rules are gone',
    example: 'keboola',
    change: () => {
      bench.state.bucket.lifecycle = undefined;
    },
    said: ['- remove unfinished uploads after 7 days\n'],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'a lifecycle rule of somebody else, on a prefix',
    example: 'keboola',
    change: () =>
      void bench.state.bucket.lifecycle?.push({ Status: 'Enabled', Prefix: 'tmp/', ExpirationInDays: 3 }),
    said: ['+ remove objects after 3 days below tmp/\n'],
    verdict: /checks, 1 different$/,
  },
  {
    name: 'a sink that may read',
    example: 'sink-sqs',
    change: () =>
      void bench.statements(bench.sink).push({ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }),
    said: [/WIDER +sink +identity policy/, '+ Allow s3:Get* on *\n'],
    verdict: /wider than declared$/,
  },
  {
    name: 'somebody else may be the sink',
    example: 'sink-sqs',
    change: () =>
      bench.sink.trust?.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: OTHER },
        Action: 'sts:AssumeRole',
      }),
    said: [/WIDER +sink +trust policy/],
    verdict: /checks, 1 wider than declared$/,
  },
  {
    name: 'no role',
    example: 'keboola',
    change: () => void bench.state.identities.splice(0),
    said: [/NARROWER +writer +the role \S+ +there +not there/],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'no bucket',
    example: 'keboola',
    change: () => {
      bench.state.bucket.exists = false;
    },
    said: [/NARROWER +bucket +the bucket acme-keboola-orders +there +not there/],
    verdict: /checks, 1 narrower than declared$/,
  },
  {
    name: 'a security warning of Access Analyzer',
    example: 'keboola',
    change: () =>
      bench.state.analysis.push({
        findingType: 'SECURITY_WARNING',
        issueCode: 'ALLOW_WITH_NOT_PRINCIPAL',
        findingDetails: 'Using Allow\nwith NotPrincipal',
      }),
    said: ['ALLOW_WITH_NOT_PRINCIPAL: Using Allow with NotPrincipal'],
    verdict: /3 different$/,
  },
];

test.each(drifts)('$name', (drift) => expectDrift(bench, drift));
