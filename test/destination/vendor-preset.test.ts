import { ObjectScope, VendorPreset, Writer, WriterAccess } from '../../lib';
import * as catalogue from '../../lib/vendors/preset';
import {
  acmeOrders,
  complaintsOf,
  identityStatements,
  ofType,
  refusedProps,
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

test('a missing external ID is refused in the name of the preset', () => {
  expect(refusedProps(() => VendorPreset.of('keboola').crossAccountRole({}))).toEqual(['externalId']);
});

test('an object scope of a preset is an object scope', () => {
  expect(VendorPreset.of('thanx').objects()).toBeInstanceOf(ObjectScope);
});
