import { CfnParameter, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  ManagedPolicy,
  OidcProviderNative,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import {
  DestinationBucket,
  DestinationEncryption,
  ObjectScope,
  Writer,
  WriterAccess,
  type WriterPermissions,
} from '../../lib';
import { iamUserSchema } from '../../lib/config/schema';
import { TrustPolicy } from '../../lib/destination/policy-statement';
import { checkProps } from '../../lib/destination/props-error';
import {
  acmeOrders,
  appWith,
  bucketStatements,
  complaintsOf,
  IRELAND,
  identityStatements,
  keyStatements,
  logicalIds,
  ofType,
  one,
  refusedProps,
  stackIn,
  templateOf,
  trustStatements,
  warningsOf,
} from './support';

const EXPORTER = 'arn:aws:iam::444455556666:role/exporter';

/** A role in the stack `Theirs`, as the flags of `cdk init` make a stack refer to another one. */
const THEIR_ROLE = {
  AWS: { 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Theirs' }) },
};

function writerWith(access: WriterAccess, stack = stackIn(), id = 'Writer') {
  const bucket = (stack.node.tryFindChild('AcmeOrders') as IBucket | undefined) ?? acmeOrders(stack);
  return new Writer(stack, id, { bucket, access });
}

function stackWith(access: WriterAccess, stack = stackIn()) {
  writerWith(access, stack);
  return stack;
}

/** Everything in the template that says `SecretAccessKey` as an attribute, by the resource it stands in. */
function secretReaders(stack: Stack): string[] {
  const { Resources, Outputs = {} } = templateOf(stack);
  return Object.entries({ ...Resources, ...Outputs })
    .filter(([, part]) => /"Fn::GetAtt":\["[^"]+","SecretAccessKey"\]/.test(JSON.stringify(part)))
    .map(([id]) => id);
}

describe('an IAM user', () => {
  test('has a policy of its own, and no access key', () => {
    const stack = stackIn();
    const { user, role, accessKeySecret, externalId } = writerWith(WriterAccess.iamUser(), stack);
    expect(logicalIds(stack)).toEqual({
      WriterUser965F1174: 'AWS::IAM::User',
      WriterPolicyDC988DAF: 'AWS::IAM::Policy',
    });
    expect(one(stack, 'AWS::IAM::Policy').Properties.Users).toEqual([{ Ref: 'WriterUser965F1174' }]);
    expect(user).toBeDefined();
    expect({ role, accessKeySecret, externalId }).toEqual({
      role: undefined,
      accessKeySecret: undefined,
      externalId: undefined,
    });
  });

  test('has the name, the path and the permissions boundary that are given', () => {
    const stack = stackIn();
    const permissionsBoundary = ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'vendors');
    stackWith(WriterAccess.iamUser({ userName: 'exporter', path: '/vendors/', permissionsBoundary }), stack);
    expect(one(stack, 'AWS::IAM::User').Properties).toEqual({
      UserName: 'exporter',
      Path: '/vendors/',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/vendors',
    });
  });

  test('may get its name and its boundary from the deployment', () => {
    const stack = stackIn();
    const userName = new CfnParameter(stack, 'Name').valueAsString;
    const permissionsBoundary = new ManagedPolicy(stack, 'Boundary', {
      statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] })],
    });
    stackWith(WriterAccess.iamUser({ userName, permissionsBoundary }), stack);
    expect(one(stack, 'AWS::IAM::User').Properties).toEqual({
      UserName: { Ref: 'Name' },
      PermissionsBoundary: { Ref: 'BoundaryEA298153' },
    });
    expect(ofType(stack, 'AWS::IAM::AccessKey')).toEqual([]);
  });
});

describe('an access key that Secrets Manager keeps', () => {
  const withKeys = (keySerials?: number[]) =>
    stackWith(WriterAccess.iamUser({ keyInSecretsManager: true, keySerials }));

  test('is the one thing in the template that refers to the secret access key', () => {
    const stack = withKeys();
    expect(one(stack, 'AWS::SecretsManager::Secret').Properties).toEqual({
      Description: 'Access key of the user that writes to the S3 destination',
      SecretString: {
        'Fn::Join': [
          '',
          [
            '{"UserName":"',
            { Ref: 'WriterUser965F1174' },
            '","AccessKeyId":"',
            { Ref: 'WriterAccessKey1984ECB7B' },
            '","SecretAccessKey":"',
            { 'Fn::GetAtt': ['WriterAccessKey1984ECB7B', 'SecretAccessKey'] },
            '"}',
          ],
        ],
      },
    });
    expect(secretReaders(stack)).toEqual(['WriterAccessKeySecret00482941']);
  });

  test('is rotated by [1], [1, 2], [2]: no key is replaced, and the secret stays and holds the last one', () => {
    const rotation = [[1], [1, 2], [2]].map((serials) => {
      const stack = withKeys(serials);
      const keys = Object.entries(logicalIds(stack)).filter(([, type]) => type === 'AWS::IAM::AccessKey');
      const secrets = Object.entries(logicalIds(stack)).filter(
        ([, type]) => type === 'AWS::SecretsManager::Secret',
      );
      const held = /"Ref":"(WriterAccessKey[^"]+)"/.exec(
        JSON.stringify(one(stack, 'AWS::SecretsManager::Secret').Properties),
      );
      return { keys: keys.map(([id]) => id), secrets: secrets.map(([id]) => id), held: held?.[1] };
    });
    const secrets = ['WriterAccessKeySecret00482941'];
    expect(rotation).toEqual([
      { keys: ['WriterAccessKey1984ECB7B'], secrets, held: 'WriterAccessKey1984ECB7B' },
      {
        keys: ['WriterAccessKey1984ECB7B', 'WriterAccessKey233826881'],
        secrets,
        held: 'WriterAccessKey233826881',
      },
      { keys: ['WriterAccessKey233826881'], secrets, held: 'WriterAccessKey233826881' },
    ]);
  });

  test('keeps the properties of key 1 while key 2 joins it', () => {
    const key1 = (serials: number[]) => templateOf(withKeys(serials)).Resources.WriterAccessKey1984ECB7B;
    expect(key1([1, 2])).toEqual(key1([1]));
  });
});

describe('a role that another account assumes', () => {
  test('trusts the account with its external ID', () => {
    const stack = stackIn();
    const writer = writerWith(
      WriterAccess.crossAccountRole({ principal: '444455556666', externalId: 'acme-4711' }),
      stack,
    );
    expect(trustStatements(stack)).toEqual([
      {
        Sid: 'AssumeByVendor',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::444455556666:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'acme-4711' } },
      },
    ]);
    expect(writer.externalId).toBe('acme-4711');
    expect(writer.user).toBeUndefined();
    expect(logicalIds(stack)).toEqual({
      WriterRole7A2A3899: 'AWS::IAM::Role',
      WriterPolicyDC988DAF: 'AWS::IAM::Policy',
    });
    expect(one(stack, 'AWS::IAM::Policy').Properties.Roles).toEqual([{ Ref: 'WriterRole7A2A3899' }]);
  });

  test('trusts one role without an external ID, and further conditions narrow it', () => {
    const stack = stackWith(
      WriterAccess.crossAccountRole({
        principal: EXPORTER,
        conditions: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } },
      }),
    );
    expect(trustStatements(stack)).toEqual([
      {
        Sid: 'AssumeByVendor',
        Effect: 'Allow',
        Principal: { AWS: EXPORTER },
        Action: 'sts:AssumeRole',
        Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } },
      },
    ]);
  });

  test('has the name, path, boundary and session that are given', () => {
    const stack = stackIn();
    stackWith(
      WriterAccess.crossAccountRole({
        principal: EXPORTER,
        roleName: 'exporter',
        path: '/vendors/',
        permissionsBoundary: ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'),
        maxSessionDuration: Duration.minutes(720),
      }),
      stack,
    );
    expect(one(stack, 'AWS::IAM::Role').Properties).toMatchObject({
      RoleName: 'exporter',
      Path: '/vendors/',
      PermissionsBoundary: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/PowerUserAccess']],
      },
      MaxSessionDuration: 43_200,
      Description: 'Writes to the S3 destination',
    });
  });

  test('may trust a role of another stack, with an external ID from a parameter', () => {
    const app = appWith();
    const theirs = stackIn(IRELAND, app, 'Theirs');
    const role = new Role(theirs, 'Exporter', { assumedBy: new AccountRootPrincipal() });
    const stack = stackIn(IRELAND, app, 'Ours');
    const externalId = new CfnParameter(stack, 'ExternalId').valueAsString;
    const writer = writerWith(WriterAccess.crossAccountRole({ principal: role.roleArn, externalId }), stack);
    const [trust] = trustStatements(stack);
    expect(trust).toMatchObject({
      Effect: 'Allow',
      Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
    });
    expect(trust?.Principal).toEqual(THEIR_ROLE);
    expect(writer.externalId).toBe(externalId);
  });
});

describe('a role that tokens assume', () => {
  const google = { issuer: 'accounts.google.com', subjects: ['104123456789012345678'] };

  test('of Google needs no provider', () => {
    const stack = stackWith(WriterAccess.webIdentityRole(google));
    expect(trustStatements(stack)).toEqual([
      {
        Sid: 'AssumeByWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: 'accounts.google.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'accounts.google.com:sub': '104123456789012345678' } },
      },
    ]);
    expect(ofType(stack, 'AWS::IAM::OIDCProvider')).toEqual([]);
  });

  test('of Google may be one of several subjects, with aud and oaud', () => {
    const stack = stackWith(
      WriterAccess.webIdentityRole({
        ...google,
        issuer: 'https://accounts.google.com',
        subjects: ['104', '105'],
        audience: 'client-1',
        originalAudience: 'acme',
      }),
    );
    expect(trustStatements(stack)[0]?.Condition).toEqual({
      StringEquals: {
        'accounts.google.com:sub': ['104', '105'],
        'accounts.google.com:aud': 'client-1',
        'accounts.google.com:oaud': 'acme',
      },
    });
  });

  const github = {
    issuer: 'token.actions.githubusercontent.com',
    subjects: ['repo:acme/reports:ref:refs/heads/main'],
  };
  const PROVIDER = 'OidcProvidertokenactionsgithubusercontentcomProvider16A422E5';

  test('of GitHub brings the provider with its audience', () => {
    const stack = stackWith(WriterAccess.webIdentityRole(github));
    expect(trustStatements(stack)).toEqual([
      {
        Sid: 'AssumeByWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: { Ref: PROVIDER } },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:sub': 'repo:acme/reports:ref:refs/heads/main',
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          },
        },
      },
    ]);
    expect(templateOf(stack).Resources[PROVIDER]).toMatchObject({
      Type: 'AWS::IAM::OIDCProvider',
      Properties: {
        Url: 'https://token.actions.githubusercontent.com',
        ClientIdList: ['sts.amazonaws.com'],
      },
    });
  });

  test('shares the provider with the other roles of its stack, and their audiences add up', () => {
    const stack = stackIn();
    writerWith(WriterAccess.webIdentityRole(github), stack, 'One');
    writerWith(WriterAccess.webIdentityRole({ ...github, audience: 'acme' }), stack, 'Two');
    writerWith(WriterAccess.webIdentityRole(github), stack, 'Three');
    expect(one(stack, 'AWS::IAM::OIDCProvider').Properties.ClientIdList).toEqual([
      'acme',
      'sts.amazonaws.com',
    ]);
    expect(ofType(stack, 'AWS::IAM::Role')).toHaveLength(3);
  });

  test('never takes the provider of an issuer that only looks alike', () => {
    const stack = stackIn();
    const acme = { audience: 'a', subjects: ['exporter'] };
    writerWith(WriterAccess.webIdentityRole({ ...acme, issuer: 'oidc.example.com/a/b' }), stack, 'One');
    writerWith(WriterAccess.webIdentityRole({ ...acme, issuer: 'oidc.example.com/a-b' }), stack, 'Two');
    expect(ofType(stack, 'AWS::IAM::OIDCProvider').map(({ Properties }) => Properties.Url)).toEqual([
      'https://oidc.example.com/a/b',
      'https://oidc.example.com/a-b',
    ]);
  });

  test('of any other issuer takes a provider that is there, and patterns', () => {
    const providerArn = 'arn:aws:iam::111122223333:oidc-provider/oidc.example.com/acme';
    const stack = stackWith(
      WriterAccess.webIdentityRole({
        issuer: 'https://oidc.example.com/acme',
        providerArn,
        audience: 'sts.amazonaws.com',
        subjects: ['exporter:acme:*'],
      }),
    );
    expect(trustStatements(stack)).toEqual([
      {
        Sid: 'AssumeByWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: providerArn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringLike: { 'oidc.example.com/acme:sub': 'exporter:acme:*' },
          StringEquals: { 'oidc.example.com/acme:aud': 'sts.amazonaws.com' },
        },
      },
    ]);
    expect(ofType(stack, 'AWS::IAM::OIDCProvider')).toEqual([]);
  });

  test('takes a provider of the same app, and a subject that only the deployment knows', () => {
    const stack = stackIn();
    const provider = new OidcProviderNative(stack, 'Provider', { url: 'https://oidc.example.com' });
    const subject = new CfnParameter(stack, 'Subject').valueAsString;
    stackWith(
      WriterAccess.webIdentityRole({
        issuer: 'oidc.example.com',
        providerArn: provider.oidcProviderArn,
        audience: 'a',
        subjects: [subject],
      }),
      stack,
    );
    expect(trustStatements(stack)).toMatchObject([
      {
        Principal: { Federated: { Ref: 'Provider2281708E' } },
        Condition: { StringEquals: { 'oidc.example.com:sub': { Ref: 'Subject' } } },
      },
    ]);
  });
});

describe('a value that the vendor names later', () => {
  const deny = (action: string) => ({
    Sid: 'PendingDenyEverybody',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: action,
  });

  test.each<[string, WriterAccess, WriterAccess, string]>([
    [
      'external ID',
      WriterAccess.crossAccountRole({ principal: '444455556666', externalIdPending: true }),
      WriterAccess.crossAccountRole({ principal: '444455556666', externalId: 'acme-4711' }),
      'sts:AssumeRole',
    ],
    [
      'Google subject',
      WriterAccess.webIdentityRole({ issuer: 'accounts.google.com', subjectsPending: true }),
      WriterAccess.webIdentityRole({ issuer: 'accounts.google.com', subjects: ['104'] }),
      'sts:AssumeRoleWithWebIdentity',
    ],
    [
      'subject of an issuer whose provider is made',
      WriterAccess.webIdentityRole({ issuer: 'oidc.example.com', audience: 'a', subjectsPending: true }),
      WriterAccess.webIdentityRole({ issuer: 'oidc.example.com', audience: 'a', subjects: ['exporter'] }),
      'sts:AssumeRoleWithWebIdentity',
    ],
  ])(
    '%s: nobody may assume the role, and the second deployment changes only its trust',
    (_, before, after, action) => {
      const first = stackWith(before);
      const second = stackWith(after);
      expect(trustStatements(first)).toEqual([deny(action)]);
      expect(trustStatements(second)).not.toEqual([deny(action)]);
      const withoutTrust = (stack: Stack) =>
        JSON.parse(
          JSON.stringify(templateOf(stack), (key, value) =>
            key === 'AssumeRolePolicyDocument' ? undefined : value,
          ),
        );
      expect(withoutTrust(second)).toEqual(withoutTrust(first));
    },
  );
});

describe('a principal that the bucket policy names', () => {
  function bucketFor(
    access: WriterAccess,
    encryption?: DestinationEncryption,
    permissions?: WriterPermissions,
    stack = stackIn(),
  ) {
    const { bucket } = new DestinationBucket(stack, 'Orders', { encryption });
    const objects = new ObjectScope({ prefix: 'exports' });
    const writer = new Writer(stack, 'Writer', { bucket, access, objects, permissions });
    return { stack, writer };
  }

  const ARN = { 'Fn::GetAtt': ['OrdersBucket195ECF73', 'Arn'] };
  const OBJECTS = { 'Fn::Join': ['', [ARN, '/exports/*']] };
  const VIA_S3 = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };

  test('gets no identity of this account', () => {
    const { stack, writer } = bucketFor(WriterAccess.bucketPolicyPrincipal({ principal: '444455556666' }));
    expect([writer.user, writer.role, writer.externalId, writer.accessKeySecret]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Object.values(logicalIds(stack))).toEqual(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']);
  });

  test('may be an account', () => {
    const { stack } = bucketFor(WriterAccess.bucketPolicyPrincipal({ principal: '444455556666' }));
    const Principal = { AWS: 'arn:aws:iam::444455556666:root' };
    expect(bucketStatements(stack)).toEqual([
      { Sid: 'WriteObjects', Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: OBJECTS },
      {
        Sid: 'GetBucketLocation',
        Effect: 'Allow',
        Principal,
        Action: 's3:GetBucketLocation',
        Resource: ARN,
      },
    ]);
  });

  test('may be a role, with further conditions', () => {
    const { stack } = bucketFor(
      WriterAccess.bucketPolicyPrincipal({
        principal: EXPORTER,
        conditions: { StringEquals: { 'aws:PrincipalTag/team': ['data'] } },
      }),
      undefined,
      { bucketLocation: false },
    );
    expect(bucketStatements(stack)).toEqual([
      {
        Sid: 'WriteObjects',
        Effect: 'Allow',
        Principal: { AWS: EXPORTER },
        Action: 's3:PutObject',
        Resource: OBJECTS,
        Condition: { StringEquals: { 'aws:PrincipalTag/team': ['data'] } },
      },
    ]);
  });

  test('may be a service, on behalf of one account and resource', () => {
    const { stack } = bucketFor(
      WriterAccess.bucketPolicyPrincipal({
        principal: 'delivery.logs.amazonaws.com',
        sourceAccount: '111122223333',
        sourceArn: 'arn:aws:logs:eu-west-1:111122223333:*',
      }),
      undefined,
      { bucketLocation: false },
    );
    expect(bucketStatements(stack)).toEqual([
      {
        Sid: 'WriteObjects',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: OBJECTS,
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-west-1:111122223333:*' },
        },
      },
    ]);
  });

  test('may be a role of another stack', () => {
    const app = appWith();
    const role = new Role(stackIn(IRELAND, app, 'Theirs'), 'Exporter', {
      assumedBy: new AccountRootPrincipal(),
    });
    const { stack } = bucketFor(
      WriterAccess.bucketPolicyPrincipal({ principal: role.roleArn }),
      undefined,
      undefined,
      stackIn(IRELAND, app, 'Ours'),
    );
    expect(bucketStatements(stack)[0]?.Principal).toEqual(THEIR_ROLE);
  });

  test('is named in the policy of the bucket’s own key too, for use through S3 only', () => {
    const { stack } = bucketFor(
      WriterAccess.bucketPolicyPrincipal({ principal: EXPORTER }),
      DestinationEncryption.kms(),
    );
    expect(keyStatements(stack)).toEqual([
      {
        Sid: 'UseKeyThroughS3',
        Effect: 'Allow',
        Principal: { AWS: EXPORTER },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: VIA_S3,
      },
    ]);
    expect(JSON.stringify(bucketStatements(stack))).not.toContain('kms:');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is named in the policy of the key behind an alias', () => {
    const stack = stackIn();
    const targetKey = new Key(stack, 'Key');
    const alias = new Alias(stack, 'Alias', { aliasName: 'orders', targetKey });
    bucketFor(
      WriterAccess.bucketPolicyPrincipal({ principal: EXPORTER }),
      DestinationEncryption.kmsKey(alias),
      undefined,
      stack,
    );
    expect(keyStatements(stack)).toMatchObject([{ Sid: 'UseKeyThroughS3', Principal: { AWS: EXPORTER } }]);
  });

  test('cannot be named in the policy of a key of somebody else: a warning shows the statement', () => {
    const stack = stackIn();
    const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd');
    bucketFor(
      WriterAccess.bucketPolicyPrincipal({ principal: '444455556666' }),
      DestinationEncryption.kmsKey(key),
      undefined,
      stack,
    );
    const [warning = '', ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(warning).toMatch(/\[ack: s3-destination-kit:foreign-key-policy\]$/);
    expect(JSON.parse(warning.slice(warning.indexOf('{'), warning.lastIndexOf('}') + 1))).toEqual({
      Sid: 'UseKeyThroughS3',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: VIA_S3,
    });
  });

  test('goes with the stack, also where the bucket stays', () => {
    const { stack } = bucketFor(WriterAccess.bucketPolicyPrincipal({ principal: EXPORTER }));
    expect(one(stack, 'AWS::S3::Bucket').DeletionPolicy).toBe('Retain');
    expect(one(stack, 'AWS::S3::BucketPolicy').DeletionPolicy).toBe('Delete');
  });

  test('leaves it to the owner of another bucket of the app what becomes of that one’s policy', () => {
    const stack = stackIn();
    const bucket = new Bucket(stack, 'Theirs', { enforceSSL: true });
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new Writer(stack, 'Writer', {
      bucket,
      access: WriterAccess.bucketPolicyPrincipal({ principal: EXPORTER }),
    });
    expect(one(stack, 'AWS::S3::BucketPolicy').DeletionPolicy).toBe('Retain');
  });

  test('may be one of several: no two statements of a policy have one Sid', () => {
    const stack = stackIn();
    const { bucket } = new DestinationBucket(stack, 'Orders', { encryption: DestinationEncryption.kms() });
    for (const vendor of ['one', 'two', 'three']) {
      const principal = `arn:aws:iam::444455556666:role/${vendor}`;
      new Writer(stack, vendor, { bucket, access: WriterAccess.bucketPolicyPrincipal({ principal }) });
    }
    expect(bucketStatements(stack).map(({ Sid }) => Sid)).toEqual([
      'WriteObjects',
      'GetBucketLocation',
      'WriteObjectsWriter2',
      'GetBucketLocationWriter2',
      'WriteObjectsWriter3',
      'GetBucketLocationWriter3',
    ]);
    expect(keyStatements(stack).map(({ Sid }) => Sid)).toEqual([
      'UseKeyThroughS3',
      'UseKeyThroughS3Writer2',
      'UseKeyThroughS3Writer3',
    ]);
  });

  const pasted = (lines: string[]) => JSON.parse(`[${lines.slice(2).join('')}]`);

  test('cannot be named for a bucket that is not of this app: the statements to paste are shown', () => {
    const stack = stackIn();
    const complaints = complaintsOf(() =>
      writerWith(WriterAccess.bucketPolicyPrincipal({ principal: '444455556666' }), stack),
    );
    expect(complaints[0]).toBe('WriterAccess.bucketPolicyPrincipal:');
    const Principal = { AWS: 'arn:aws:iam::444455556666:root' };
    expect(pasted(complaints)).toEqual([
      {
        Sid: 'WriteObjects',
        Effect: 'Allow',
        Principal,
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::acme-orders/*',
      },
      {
        Sid: 'GetBucketLocation',
        Effect: 'Allow',
        Principal,
        Action: 's3:GetBucketLocation',
        Resource: 'arn:aws:s3:::acme-orders',
      },
    ]);
  });

  test('there, the partition is written out where the region tells it, flag or not', () => {
    const stack = stackIn({ ...IRELAND, region: 'us-gov-west-1' }, appWith({}));
    const complaints = complaintsOf(() =>
      writerWith(WriterAccess.bucketPolicyPrincipal({ principal: '444455556666' }), stack),
    );
    expect(pasted(complaints)[0]).toMatchObject({
      Principal: { AWS: 'arn:aws-us-gov:iam::444455556666:root' },
      Resource: 'arn:aws-us-gov:s3:::acme-orders/*',
    });
  });

  test('there, what only CloudFormation knows stands as in Fn::Sub', () => {
    const stack = new Stack(appWith(), 'Anywhere');
    const role = new Role(stack, 'Exporter', { assumedBy: new AccountRootPrincipal() });
    const complaints = complaintsOf(() =>
      writerWith(WriterAccess.bucketPolicyPrincipal({ principal: role.roleArn }), stack),
    );
    expect(pasted(complaints)[0]).toMatchObject({
      Principal: { AWS: '$' + '{Exporter5EE693A2.Arn}' },
      Resource: 'arn:$' + '{AWS::Partition}:s3:::acme-orders/*',
    });
  });
});

describe('a bucket with a KMS key', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd';
  const useKey = (Resource: unknown) => ({
    Sid: 'UseKeyThroughS3',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource,
    Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
  });

  test.each<[string, (stack: Stack) => IBucket, unknown]>([
    [
      'of its own',
      (stack) => new DestinationBucket(stack, 'Orders', { encryption: DestinationEncryption.kms() }).bucket,
      { 'Fn::GetAtt': ['OrdersKey6C690DD2', 'Arn'] },
    ],
    [
      'that was imported with the bucket',
      (stack) =>
        Bucket.fromBucketAttributes(stack, 'Existing', {
          bucketName: 'acme',
          encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
        }),
      KEY,
    ],
    [
      'behind an alias',
      (stack) =>
        new Bucket(stack, 'Theirs', {
          encryptionKey: new Alias(stack, 'Alias', {
            aliasName: 'orders',
            targetKey: Key.fromKeyArn(stack, 'Key', KEY),
          }),
        }),
      KEY,
    ],
  ])('%s: the writer may use it, through S3 only', (_, bucketOf, resource) => {
    const stack = stackIn();
    const access = WriterAccess.crossAccountRole({ principal: EXPORTER });
    new Writer(stack, 'Writer', { bucket: bucketOf(stack), access });
    expect(identityStatements(stack).at(-1)).toEqual(useKey(resource));
  });

  test.each([
    ['the region of the stack', 'eu-west-1', undefined, 's3.eu-west-1.amazonaws.com'],
    ['the region of the bucket', 'eu-west-1', 'us-east-1', 's3.us-east-1.amazonaws.com'],
    ['the region of GovCloud', 'us-gov-west-1', undefined, 's3.us-gov-west-1.amazonaws.com'],
    [
      'both names of a region in China',
      'cn-north-1',
      undefined,
      ['s3.cn-north-1.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn'],
    ],
  ])('KMS is told S3 by %s, and by no pattern', (_, region, bucketRegion, expected) => {
    const stack = stackIn({ ...IRELAND, region });
    const encryptionKey = Key.fromKeyArn(stack, 'Key', KEY);
    const bucket = Bucket.fromBucketAttributes(stack, 'Existing', {
      bucketName: 'acme',
      region: bucketRegion,
      encryptionKey,
    });
    new Writer(stack, 'Writer', { bucket, access: WriterAccess.iamUser() });
    expect(identityStatements(stack).at(-1)?.Condition).toEqual({
      StringEquals: { 'kms:ViaService': expected },
    });
  });

  test('and an unknown region, which may be one in China, is left to CloudFormation', () => {
    const stack = new Stack(appWith(), 'Anywhere');
    const { bucket } = new DestinationBucket(stack, 'Orders', { encryption: DestinationEncryption.kms() });
    new Writer(stack, 'Writer', { bucket, access: WriterAccess.iamUser() });
    expect(identityStatements(stack).at(-1)?.Condition).toEqual({
      StringEquals: {
        'kms:ViaService': ['.amazonaws.com', '.amazonaws.com.cn'].map((end) => ({
          'Fn::Join': ['', ['s3.', { Ref: 'AWS::Region' }, end]],
        })),
      },
    });
  });
});

const late = Token.asString({ Ref: 'Late' });
const google = { issuer: 'accounts.google.com', subjects: ['104'] };
const acme = { issuer: 'oidc.example.com', audience: 'a', subjects: ['exporter'] };
const { iamUser, crossAccountRole, webIdentityRole, bucketPolicyPrincipal } = WriterAccess;

test.each<[string, string, string[], () => unknown]>([
  [
    'a whole account without external ID',
    'crossAccountRole',
    ['externalId'],
    () => crossAccountRole({ principal: '444455556666' }),
  ],
  [
    'a root of any partition without external ID',
    'crossAccountRole',
    ['externalId'],
    () => crossAccountRole({ principal: `arn:${late}:iam::444455556666:root` }),
  ],
  [
    'a wildcard as principal',
    'crossAccountRole',
    ['principal'],
    () => crossAccountRole({ principal: '*', externalId: 'acme' }),
  ],
  [
    'an external ID that is there and pending',
    'crossAccountRole',
    ['externalId'],
    () => crossAccountRole({ principal: EXPORTER, externalId: 'acme', externalIdPending: true }),
  ],
  [
    'thirteen hours',
    'crossAccountRole',
    ['maxSessionDuration'],
    () => crossAccountRole({ principal: EXPORTER, maxSessionDuration: Duration.hours(13) }),
  ],
  [
    'a session of which only the deployment knows',
    'crossAccountRole',
    ['maxSessionDuration'],
    () =>
      crossAccountRole({
        principal: EXPORTER,
        maxSessionDuration: Duration.hours(Token.asNumber({ Ref: 'Hours' })),
      }),
  ],
  [
    'a condition that would take the place of ours',
    'crossAccountRole',
    ['conditions.StringEquals."sts:ExternalId"'],
    () =>
      crossAccountRole({
        principal: EXPORTER,
        conditions: { StringEquals: { 'sts:ExternalId': ['acme'] } },
      }),
  ],
  ['no subject', 'webIdentityRole', ['subjects'], () => webIdentityRole({ issuer: 'accounts.google.com' })],
  [
    'subjects that are there and pending',
    'webIdentityRole',
    ['subjects'],
    () => webIdentityRole({ ...google, subjectsPending: true }),
  ],
  [
    'an issuer of which only the deployment knows',
    'webIdentityRole',
    ['issuer'],
    () => webIdentityRole({ ...acme, issuer: late }),
  ],
  [
    'a list of subjects of which only the deployment knows',
    'webIdentityRole',
    ['subjects'],
    () => webIdentityRole({ ...acme, subjects: Token.asList({ Ref: 'Subjects' }) }),
  ],
  [
    'a pattern beside a subject of which only the deployment knows',
    'webIdentityRole',
    ['subjects[1]'],
    () => webIdentityRole({ ...acme, subjects: [late, 'exporter:*'] }),
  ],
  ['a user name with a space', 'iamUser', ['userName'], () => iamUser({ userName: 'a b' })],
  ['serials of no key', 'iamUser', ['keySerials'], () => iamUser({ keySerials: [1] })],
  [
    'three keys',
    'iamUser',
    ['keySerials'],
    () => iamUser({ keyInSecretsManager: true, keySerials: [1, 2, 3] }),
  ],
  [
    'a serial of which only the deployment knows',
    'iamUser',
    ['keySerials[0]'],
    () => iamUser({ keyInSecretsManager: true, keySerials: [Token.asNumber({ Ref: 'Serial' })] }),
  ],
  [
    'a service that writes for everybody',
    'bucketPolicyPrincipal',
    ['sourceAccount'],
    () => bucketPolicyPrincipal({ principal: 'delivery.logs.amazonaws.com' }),
  ],
])('%s is refused', (_, factory, refused, make) => {
  expect(complaintsOf(make)[0]).toBe(`WriterAccess.${factory}:`);
  expect(refusedProps(make)).toEqual(refused);
});

test('a token does not cost the other keys their defaults', () => {
  expect(checkProps('User', iamUserSchema, { type: 'iam-user', userName: late })).toEqual({
    type: 'iam-user',
    userName: late,
    keyInSecretsManager: false,
  });
});

test('a refusal is an error with a code and a list, for programs', () => {
  expect(() => crossAccountRole({ principal: '444455556666', roleName: 'a b' })).toThrow(
    expect.objectContaining({
      name: 'InvalidPropsError',
      code: 'INVALID_PROPS',
      complaints: [expect.stringMatching(/^roleName: /), expect.stringMatching(/^externalId: /)],
    }),
  );
});

test('an access without a writer makes nothing', () => {
  const stack = stackWith(WriterAccess._of({ type: 'none' }));
  expect(templateOf(stack).Resources ?? {}).toEqual({});
});

test('a trust policy is a document, and stands for no single principal', () => {
  const policy = new TrustPolicy([]);
  expect(() => policy.policyFragment).toThrow('stands for no single principal');
  expect(policy.dedupeString()).toBeUndefined();
});

test('two writers of each kind stand beside each other in one stack', () => {
  const stack = stackIn();
  for (const id of ['One', 'Two']) {
    writerWith(iamUser({ keyInSecretsManager: true }), stack, `User${id}`);
    writerWith(crossAccountRole({ principal: EXPORTER }), stack, `Role${id}`);
    writerWith(webIdentityRole(acme), stack, `Web${id}`);
  }
  const types = Object.values(logicalIds(stack));
  expect(types.filter((type) => type === 'AWS::IAM::Role')).toHaveLength(4);
  expect(types.filter((type) => type === 'AWS::IAM::User')).toHaveLength(2);
  expect(types.filter((type) => type === 'AWS::IAM::Policy')).toHaveLength(6);
  expect(types.filter((type) => type === 'AWS::IAM::OIDCProvider')).toHaveLength(1);
});

describe('what CloudFormation fills in cannot loosen a grant', () => {
  const list = () => Token.asList({ Ref: 'Late' });

  test('a list that is a token does not take the place of the external ID', () => {
    expect(() =>
      crossAccountRole({
        principal: '206948715642',
        externalId: 'acme-4711',
        conditions: { StringEquals: { 'sts:ExternalId': list() } },
      }),
    ).toThrow('conditions.StringEquals."sts:ExternalId": is a condition that the kit sets itself');
  });

  test.each([
    [
      'sub',
      () => webIdentityRole({ ...acme, conditions: { StringLike: { 'oidc.example.com:sub': list() } } }),
    ],
    [
      'source',
      () =>
        bucketPolicyPrincipal({ principal: EXPORTER, conditions: { ArnLike: { 'aws:SourceArn': list() } } }),
    ],
  ])('nor of the %s', (_, make) => {
    expect(make).toThrow('is a condition that the kit sets itself');
  });

  test('a principal that may be a whole account wants an external ID', () => {
    expect(() => crossAccountRole({ principal: late })).toThrow('externalId: is missing');
    expect(() => crossAccountRole({ principal: late, externalId: 'acme-4711' })).not.toThrow();
    expect(() => crossAccountRole({ principal: late, externalIdPending: true })).not.toThrow();
  });

  test('an imported bucket whose ARN holds a wildcard is refused', () => {
    const stack = stackIn();
    const bucket = Bucket.fromBucketAttributes(stack, 'Wide', {
      bucketArn: 'arn:aws:s3:::acme*',
      bucketName: 'acme-x',
    });
    expect(() => new Writer(stack, 'Writer', { bucket, access: iamUser() })).toThrow(
      'holds a wildcard: name one bucket',
    );
  });
});
