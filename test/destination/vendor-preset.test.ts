import { Lazy, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ObjectScope, type PresetCrossAccountRoleProps, VendorPreset, Writer, WriterAccess } from '../../lib';
import * as catalogue from '../../lib/vendors/preset';
import {
  acmeOrders,
  appWith,
  complaintsOf,
  IRELAND,
  identityStatements,
  ofType,
  refusedProps,
  type Statement,
  stackIn,
  trustStatements,
} from './support';

jest.mock('../../lib/vendors/preset', () => {
  const original = jest.requireActual<typeof catalogue>('../../lib/vendors/preset');
  return { ...original, readPreset: jest.fn(original.readPreset) };
});
const actual = jest.requireActual<typeof catalogue>('../../lib/vendors/preset');

function writerOf(
  vendor: VendorPreset,
  access: WriterAccess,
  objects = vendor.objects({ prefix: 'exports' }),
) {
  const stack = stackIn();
  const bucket = acmeOrders(stack);
  new Writer(stack, 'Writer', { bucket, access, objects, permissions: vendor.permissions });
  return stack;
}

test('the catalogue holds the four vendors', () => {
  expect(VendorPreset.ids()).toEqual(
    expect.arrayContaining(['keboola', 'neuronex', 'strm-privacy', 'thanx']),
  );
});

test('a preset knows what people call the vendor', () => {
  expect(VendorPreset.of('strm-privacy')).toMatchObject({ id: 'strm-privacy', vendorName: 'STRM Privacy' });
});

test('Keboola assumes a role from its own account and writes CSV files', () => {
  const keboola = VendorPreset.of('keboola');
  const stack = writerOf(keboola, keboola.crossAccountRole({ externalId: 'keboola-project-4711' }));
  expect(trustStatements(stack)).toEqual([
    {
      Sid: 'AssumeByVendor',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::206948715642:root' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'keboola-project-4711' } },
    },
  ]);
  expect(identityStatements(stack)).toMatchObject([
    { Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-orders/exports/*.csv' },
    { Action: 's3:GetBucketLocation' },
  ]);
});

test('Keboola may wait for its external ID', () => {
  const keboola = VendorPreset.of('keboola');
  const stack = writerOf(keboola, keboola.crossAccountRole({ externalIdPending: true }));
  expect(trustStatements(stack)).toMatchObject([{ Effect: 'Deny' }]);
});

test('Thanx brings tokens of Google and needs nothing on the bucket', () => {
  const thanx = VendorPreset.of('thanx');
  const stack = writerOf(thanx, thanx.webIdentityRole({ subjects: ['104'] }));
  expect(trustStatements(stack)).toMatchObject([{ Principal: { Federated: 'accounts.google.com' } }]);
  expect(identityStatements(stack).map(({ Action }) => Action)).toEqual(['s3:PutObject']);
});

test('a vendor with an access key gets a user', () => {
  const neuronex = VendorPreset.of('neuronex');
  const stack = writerOf(neuronex, neuronex.iamUser());
  expect(ofType(stack, 'AWS::IAM::User')).toHaveLength(1);
  const named = writerOf(neuronex, neuronex.iamUser({ userName: 'gateway' }));
  expect(ofType(named, 'AWS::IAM::User')[0]?.Properties).toEqual({ UserName: 'gateway' });
});

test('what the caller says about objects stands, and what the caller leaves open stays the vendor’s', () => {
  const strm = VendorPreset.of('strm-privacy');
  expect(strm.objects()).toMatchObject({
    prefixes: [],
    pattern: '*.jsonl',
    testObject: '.strm_test_*.jsonl',
  });
  expect(strm.objects({ prefixes: ['a', 'b'], pattern: undefined })).toMatchObject({
    prefixes: ['a', 'b'],
    pattern: '*.jsonl',
  });
  expect(strm.objects({ pattern: '*.jsonl.gz' }).pattern).toBe('*.jsonl.gz');
});

describe("an account of the preset is the vendor's in its own partition only", () => {
  const roleIn = (region: string | undefined, props: PresetCrossAccountRoleProps) => {
    const stack = region === undefined ? new Stack(appWith()) : stackIn({ ...IRELAND, region });
    const access = VendorPreset.of('keboola').crossAccountRole({ externalId: 'acme-4711', ...props });
    new Writer(stack, 'Writer', { bucket: acmeOrders(stack), access });
    return trustStatements(stack)[0]?.Principal;
  };

  test('in another one it is refused', () => {
    expect(complaintsOf(() => roleIn('cn-north-1', {}))).toEqual([
      'Stack/Writer:',
      "env.region cn-north-1 is of the partition aws-cn, and the preset's principal 206948715642 is Keboola in aws only: write a region of aws, or under access.principal the one that Keboola has in aws-cn, if it has one",
    ]);
  });

  test('where only the deployment knows the partition, it is an ARN that IAM refuses in another', () => {
    expect(roleIn(undefined, {})).toEqual({ AWS: 'arn:aws:iam::206948715642:root' });
  });

  test('a principal of the caller is the caller’s', () => {
    expect(roleIn('cn-north-1', { principal: '444455556666' })).toEqual({
      AWS: 'arn:aws-cn:iam::444455556666:root',
    });
  });
});

describe('a preset that says more than those of today', () => {
  const preset: catalogue.Preset = {
    ...catalogue.readPreset('keboola'),
    objects: { prefix: 'keboola', pattern: '*.csv' },
    access: {
      'cross-account-role': { principal: '206948715642', externalId: 'pending', maxSessionHours: 4 },
    },
    permissions: {
      delete: { objects: 'all', until: 'forever' },
      additional: [{ action: 's3:GetObjectTagging', on: 'objects' }],
    },
  };
  beforeEach(() => jest.mocked(catalogue.readPreset).mockReturnValue(preset));
  afterEach(() => jest.mocked(catalogue.readPreset).mockImplementation(actual.readPreset));

  test('gives its permissions on, whatever they are', () => {
    const keboola = VendorPreset.of('keboola');
    const stack = writerOf(keboola, WriterAccess.iamUser());
    expect(identityStatements(stack).map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ['WriteObjects', 's3:PutObject'],
      ['DeleteObjects', 's3:DeleteObject'],
      ['AdditionalOnObjects', 's3:GetObjectTagging'],
      ['GetBucketLocation', 's3:GetBucketLocation'],
    ]);
  });

  test('gives its settings of the access on, under what the caller says', () => {
    const keboola = VendorPreset.of('keboola');
    const asItIs = writerOf(keboola, keboola.crossAccountRole({}));
    expect(trustStatements(asItIs)).toMatchObject([{ Effect: 'Deny' }]);
    expect(ofType(asItIs, 'AWS::IAM::Role')[0]?.Properties.MaxSessionDuration).toBe(14_400);
    const withId = writerOf(keboola, keboola.crossAccountRole({ externalId: 'acme' }));
    expect(trustStatements(withId)).toMatchObject([{ Effect: 'Allow' }]);
  });

  test('gives its prefix on, unless the caller names one or several', () => {
    const keboola = VendorPreset.of('keboola');
    expect(keboola.objects().prefixes).toEqual(['keboola']);
    expect(keboola.objects({ prefix: 'a' }).prefixes).toEqual(['a']);
    expect(keboola.objects({ prefixes: ['a', 'b'] }).prefixes).toEqual(['a', 'b']);
  });
});

test('a vendor that nobody knows is refused with the nearest name', () => {
  const [place, complaint] = complaintsOf(() => VendorPreset.of('kebola'));
  expect(place).toBe('VendorPreset.of:');
  expect(complaint).toMatch(/^id: "kebola" .*keboola/);
});

test('a kind of access that the vendor does not support is refused', () => {
  expect(
    complaintsOf(() => VendorPreset.of('strm-privacy').crossAccountRole({ externalId: 'acme' })),
  ).toEqual([
    "VendorPreset.of('strm-privacy').crossAccountRole:",
    'STRM Privacy does not support cross-account-role: it supports iam-user',
  ]);
});

describe('a vendor with a principal for each customer', () => {
  const braze = () => VendorPreset.of('braze-currents');

  test('takes it as a prop, also where only the deployment knows it', () => {
    const principal = 'arn:aws:iam::444455556666:role/braze';
    const stack = writerOf(braze(), braze().crossAccountRole({ principal, externalId: 'x-1' }));
    expect(trustStatements(stack)).toMatchObject([{ Principal: { AWS: principal } }]);
    const late = Lazy.string({ produce: () => principal });
    const known = writerOf(braze(), braze().crossAccountRole({ principal: late, externalId: 'x-1' }));
    expect(trustStatements(known)).toMatchObject([{ Principal: { AWS: principal } }]);
  });

  test("is asked for all that is missing, in the vendor's words", () => {
    const [place, ...complaints] = complaintsOf(() => braze().crossAccountRole({ path: 'vendors' }));
    expect(place).toBe("VendorPreset.of('braze-currents').crossAccountRole:");
    const { parameters } = catalogue.readPreset('braze-currents');
    const labelOf = (key: string) => parameters.find((one) => one.key === key)?.label;
    expect(complaints).toEqual([
      expect.stringContaining(`principal: is missing: write ${labelOf('principal')}, `),
      expect.stringContaining(`externalId: is missing: write ${labelOf('externalId')}, `),
      expect.stringContaining('path: '),
    ]);
  });
});

test('a vendor with an issuer and an audience for each customer takes them as props', () => {
  const estuary = VendorPreset.of('estuary-s3');
  const issuer = 'https://openid.estuary.dev/acme/';
  const audience = 'arn:aws:iam::111122223333:role/estuary';
  const props = { issuer, audience, subjects: ['acmeCo/*'], roleName: 'estuary' };
  const providerArn = 'arn:aws:iam::111122223333:oidc-provider/openid.estuary.dev/acme/';
  const stack = writerOf(estuary, estuary.webIdentityRole({ ...props, providerArn }));
  expect(trustStatements(stack)).toMatchObject([
    {
      Principal: { Federated: providerArn },
      Condition: {
        StringLike: { 'openid.estuary.dev/acme/:sub': 'acmeCo/*' },
        StringEquals: { 'openid.estuary.dev/acme/:aud': audience },
      },
    },
  ]);
  expect(refusedProps(() => estuary.webIdentityRole({}))).toEqual([
    'issuer',
    'subjects',
    'roleName',
    'audience',
  ]);
});

test('subjects may wait, and are asked for with the prop that says so', () => {
  const thanx = VendorPreset.of('thanx');
  const stack = writerOf(thanx, thanx.webIdentityRole({ subjectsPending: true }));
  expect(trustStatements(stack)).toMatchObject([{ Effect: 'Deny' }]);
  const [, complaint] = complaintsOf(() => thanx.webIdentityRole({}));
  expect(complaint).toMatch(
    /^subjects: is missing: write Service account identifier, .*; or subjectsPending: true$/,
  );
});

describe("a vendor in the bucket's policy", () => {
  /** What the policy of a bucket of this app allows. */
  function allowedIn(vendor: VendorPreset, access: WriterAccess): Statement[] {
    const stack = stackIn();
    const bucket = new Bucket(stack, 'Bucket');
    const objects = vendor.objects({ prefix: 'exports' });
    new Writer(stack, 'Writer', { bucket, access, objects, permissions: vendor.permissions });
    const [policy] = ofType(stack, 'AWS::S3::BucketPolicy');
    const document = policy?.Properties.PolicyDocument as { readonly Statement: Statement[] } | undefined;
    return (document?.Statement ?? []).filter(({ Effect }) => Effect === 'Allow');
  }

  test('is named there', () => {
    const stitch = VendorPreset.of('stitch-s3');
    expect(allowedIn(stitch, stitch.bucketPolicyPrincipal())).toMatchObject(
      ['s3:PutObject', 's3:GetObject', 's3:ListBucket'].map((Action) => ({
        Action,
        Principal: { AWS: 'arn:aws:iam::218546966473:role/LoaderS3' },
      })),
    );
  });

  test('may be one of its other regions or customers, under further conditions', () => {
    const statsig = VendorPreset.of('statsig-s3-import');
    const principal = 'arn:aws:iam::999689269917:user/acme';
    const conditions = { StringEquals: { 'aws:PrincipalTag/team': ['data'] } };
    const allowed = allowedIn(statsig, statsig.bucketPolicyPrincipal({ principal, conditions }));
    expect(allowed).toHaveLength(3);
    for (const { Principal, Condition } of allowed) {
      expect({ Principal, Condition }).toMatchObject({
        Principal: { AWS: principal },
        Condition: conditions,
      });
    }
    expect(refusedProps(() => statsig.bucketPolicyPrincipal())).toEqual(['principal']);
  });

  test('is refused where the vendor has no such way in', () => {
    expect(complaintsOf(() => VendorPreset.of('keboola').bucketPolicyPrincipal())).toEqual([
      "VendorPreset.of('keboola').bucketPolicyPrincipal:",
      'Keboola does not support bucket-policy: it supports cross-account-role or iam-user',
    ]);
  });
});

test('what is no mistake in the props comes through as it is', () => {
  const bug = jest.spyOn(WriterAccess, '_checked').mockImplementation(() => {
    throw new TypeError('a bug');
  });
  expect(() => VendorPreset.of('keboola').crossAccountRole({})).toThrow(TypeError);
  bug.mockRestore();
});

test('a missing external ID is refused in the name of the preset', () => {
  expect(refusedProps(() => VendorPreset.of('keboola').crossAccountRole({}))).toEqual(['externalId']);
});

test('an object scope of a preset is an object scope', () => {
  expect(VendorPreset.of('thanx').objects()).toBeInstanceOf(ObjectScope);
});
