import { policySet } from '../../lib/policy/documents';
import { type PolicyDocument, toDocument } from '../../lib/policy/statement';
import { type Preset, readPreset } from '../../lib/vendors/preset';
import { destinationOf, IRELAND, NOW } from '../policy/support';
import { isAllowed, listOf, matches } from './evaluate';

/**
 * The vendor's own policy document (`asks`, word for word from its page) against ours. What a vendor needs is said here
 * once more, in the words of this test: a preset cannot prove itself.
 */
const BUCKET = 'arn:aws:s3:::acme-orders';
const LATER = new Date('2100-01-01T00:00:00Z');
const TEST_OBJECT = '.strm_test_0b5cbbbd-3a4a-4f5e-8a5c-0d2a7b1d9f10.jsonl';
const KEYS = [
  ...[
    'orders.csv',
    'orders.json',
    'orders.jsonl',
    'orders.parquet',
    'orders',
    TEST_OBJECT,
    '2026/11/orders.csv',
  ],
  ...[
    'exports/orders.csv',
    'exports/orders.json',
    'exports/orders.jsonl',
    'exports/orders.parquet',
    'exports/orders',
  ],
  ...[
    `exports/${TEST_OBJECT}`,
    'exports/2026/11/orders.csv',
    'exports/2026/11/orders.json',
    'exports/x.csv.exe',
  ],
  ...[
    'exports-evil/orders.csv',
    'exports-evil/orders.json',
    'exports-evil/orders.jsonl',
    'other/orders.jsonl',
  ],
];
const PROBES = [BUCKET, ...KEYS.map((key) => `${BUCKET}/${key}`)];

interface Vendor {
  readonly id: string;
  readonly access: string;
  readonly prefix: string;
  /** Keys of objects as the vendor writes them; every other one of `KEYS` is out of scope. */
  readonly writes: readonly string[];
  readonly bucketLocation: boolean;
}

const VENDORS: Vendor[] = [
  ...['{ externalId: project-4711 }', '{ type: iam-user }'].map((access) => ({
    id: 'keboola',
    access,
    prefix: 'exports',
    writes: ['exports/orders.csv', 'exports/2026/11/orders.csv'],
    bucketLocation: true,
  })),
  ...['{ subjects: ["104123456789012345678"] }', '{ type: iam-user }'].map((access) => ({
    id: 'thanx',
    access,
    prefix: 'exports',
    writes: KEYS.filter((key) => key.startsWith('exports/')),
    bucketLocation: false,
  })),
  {
    id: 'strm-privacy',
    access: '{ type: iam-user }',
    prefix: 'exports',
    writes: ['exports/orders.jsonl', `exports/${TEST_OBJECT}`],
    bucketLocation: true,
  },
  {
    id: 'strm-privacy',
    access: '{ type: iam-user }',
    prefix: '',
    writes: KEYS.filter((key) => key.endsWith('.jsonl')),
    bucketLocation: true,
  },
  {
    id: 'neuronex',
    access: '{ type: iam-user }',
    prefix: 'exports',
    writes: KEYS.filter((key) => key.startsWith('exports/')),
    bucketLocation: true,
  },
];

describe.each(VENDORS.map((vendor): [string, Vendor] => [titleOf(vendor), vendor]))('%s', (_, vendor) => {
  const preset = readPreset(vendor.id);
  const ours = identityOf(vendor);

  test('everything that the vendor needs is granted, and never expires', () => {
    const needed = vendor.writes.map((key) => `${BUCKET}/${key}`);
    expect(needed.filter((resource) => !isAllowed(ours, 's3:PutObject', resource, LATER))).toEqual([]);
    expect(isAllowed(ours, 's3:GetBucketLocation', BUCKET, LATER)).toBe(vendor.bucketLocation);
  });

  test('nothing else may be written, and nothing at all read, listed or deleted', () => {
    const written = PROBES.filter((resource) => isAllowed(ours, 's3:PutObject', resource));
    expect(written).toEqual(
      PROBES.filter((probe) => vendor.writes.some((key) => probe === `${BUCKET}/${key}`)),
    );
    for (const action of ['s3:GetObject', 's3:DeleteObject', 's3:ListBucket', 's3:PutObjectAcl']) {
      expect(PROBES.filter((resource) => isAllowed(ours, action, resource))).toEqual([]);
    }
  });

  test("what we leave out of the vendor's document is listed, and nothing else is", () => {
    const leftOut = askedBy(preset, vendor.prefix)
      .filter(({ action, resource }) => !isGrantedInFull(ours, action, resource))
      .map(({ action, written }) => `${action} on ${written}`);
    const listed = preset.leftOut.map(({ action, resource }) => `${action} on ${resource}`);
    expect(listed.sort()).toEqual(leftOut.sort());
  });
});

describe('Keboola', () => {
  test('assumes the role from its one account, with the external ID of the project and without MFA', () => {
    expect(trustOf('vendor: keboola\naccess: { externalId: project-4711 }')).toEqual({
      Sid: 'AssumeByVendor',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::206948715642:root' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'project-4711' } },
    });
  });

  test('may write under several prefixes, CSV only', () => {
    const ours = identityOf({ id: 'keboola', access: '{ externalId: project-4711 }' }, 'prefixes: [a, b/c]');
    const keys = ['a/x.csv', 'b/c/x.csv', 'b/x.csv', 'c/x.csv', 'a/x.json', 'x.csv'];
    expect(keys.filter((key) => isAllowed(ours, 's3:PutObject', `${BUCKET}/${key}`))).toEqual([
      'a/x.csv',
      'b/c/x.csv',
    ]);
  });

  test('has no third way in', () => {
    expect(Object.keys(readPreset('keboola').access)).toEqual(['cross-account-role', 'iam-user']);
  });
});

describe('Thanx', () => {
  test('assumes the role by the very trust policy of its page, with the subject filled in', () => {
    const { Sid, ...trust } = trustOf('vendor: thanx\naccess: { subjects: ["104123456789012345678"] }');
    expect(Sid).toBe('AssumeByWebIdentity');
    expect({ ...trust, Action: listOf(trust.Action) }).toEqual({
      Effect: 'Allow',
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Principal: { Federated: 'accounts.google.com' },
      Condition: { StringEquals: { 'accounts.google.com:sub': '104123456789012345678' } },
    });
  });

  test('may delete what its connection test wrote, until the day in the file and no longer', () => {
    const permissions = 'permissions: { delete: { objects: all, until: 2026-12-05 } }';
    const ours = identityOf({ id: 'thanx', access: '{ subjects: ["1"] }' }, 'prefix: exports', permissions);
    const mayDelete = (key: string, time: string) =>
      isAllowed(ours, 's3:DeleteObject', `${BUCKET}/${key}`, new Date(time));
    expect(mayDelete('exports/test.json', '2026-11-21T12:00:00Z')).toBe(true);
    expect(mayDelete('exports/test.json', '2026-12-05T23:59:59Z')).toBe(true);
    expect(mayDelete('exports/test.json', '2026-12-06T00:00:00Z')).toBe(false);
    expect(mayDelete('exports-evil/test.json', '2026-11-21T12:00:00Z')).toBe(false);
  });

  test('gets the days that its connection test needs from init, and no more than that', () => {
    expect(readPreset('thanx').init.deleteAllObjectsForDays).toBe(14);
  });
});

describe('STRM Privacy', () => {
  const resourcesOf = (objects: string) =>
    identityOf({ id: 'strm-privacy', access: '{ type: iam-user }' }, objects).Statement.map(
      ({ Action, Resource }) => [Action, Resource],
    );

  test("gets its page's own two statements, with a prefix", () => {
    expect(resourcesOf('prefix: exports')).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::acme-orders/exports/*.jsonl'],
      ['s3:GetBucketLocation', 'arn:aws:s3:::acme-orders'],
    ]);
  });

  test('gets them without a prefix too, and without the double slash that its page warns of', () => {
    expect(resourcesOf('')).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::acme-orders/*.jsonl'],
      ['s3:GetBucketLocation', 'arn:aws:s3:::acme-orders'],
    ]);
  });

  test('may delete its test object and nothing else, where the file says so', () => {
    const permissions = 'permissions: { delete: { objects: test-objects, until: 2031-12-31 } }';
    const ours = identityOf(
      { id: 'strm-privacy', access: '{ type: iam-user }' },
      'prefix: exports',
      permissions,
    );
    const deletable = PROBES.filter((resource) => isAllowed(ours, 's3:DeleteObject', resource));
    expect(deletable).toEqual([`${BUCKET}/exports/${TEST_OBJECT}`]);
  });
});

describe('NeuronEX', () => {
  test('documents no policy, so that there is none to compare with', () => {
    expect(readPreset('neuronex').asks).toBeUndefined();
  });
});

function titleOf({ id, access, prefix }: Vendor): string {
  return `${id}, access ${access}, ${prefix === '' ? 'without a prefix' : `under ${prefix}/`}`;
}

function fileOf({ id, access }: Pick<Vendor, 'id' | 'access'>, objects: string, more: string): string {
  return `vendor: ${id}\nbucket: { name: acme-orders }\nobjects: { ${objects} }\naccess: ${access}\n${more}`;
}

function identityOf(
  vendor: Pick<Vendor, 'id' | 'access'> & { readonly prefix?: string },
  objects = vendor.prefix ? `prefix: ${vendor.prefix}` : '',
  more = '',
): PolicyDocument {
  const destination = destinationOf(fileOf(vendor, objects, more));
  return toDocument(policySet(destination, IRELAND, NOW).identity);
}

function trustOf(text: string): Readonly<Record<string, unknown>> {
  const { Statement } = toDocument(policySet(destinationOf(text), IRELAND, NOW).trust);
  expect(Statement).toHaveLength(1);
  return Statement[0] ?? {};
}

/** Each action on each resource of the vendor's document, as written and with bucket and prefix filled in. */
function askedBy({ asks = [] }: Preset, prefix: string) {
  return asks.flatMap(({ Action, Resource }) =>
    listOf(Resource).flatMap((written) =>
      listOf(Action).map((action) => ({ action, written, resource: filledIn(written, prefix) })),
    ),
  );
}

/** Without a prefix its slash goes too: a double slash matches nothing. */
function filledIn(resource: string, prefix: string): string {
  return resource
    .replace(/\$\{bucket\}/, 'acme-orders')
    .replace(/\$\{prefix\}\//, prefix === '' ? '' : `${prefix}/`);
}

function isGrantedInFull(ours: PolicyDocument, action: string, resource: string): boolean {
  const meant = PROBES.filter((probe) => matches(resource, probe));
  expect(meant.length).toBeGreaterThan(0);
  return meant.every((probe) => isAllowed(ours, action, probe, LATER));
}
