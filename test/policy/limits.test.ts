import type { Destination } from '../../lib/config/destination';
import { renderPath } from '../../lib/config/problem';
import { type PolicySet, policySet } from '../../lib/policy/documents';
import { policyLength, sizeComplaints } from '../../lib/policy/limits';
import type { Statement } from '../../lib/policy/statement';
import { destinationOf, EXAMPLES, exampleOf, IRELAND, NOW } from './support';

describe('the length of a policy', () => {
  const statement = (resource: string): Statement => ({
    sid: 'S',
    effect: 'Allow',
    actions: ['a:B'],
    resources: [resource],
    on: 'objects',
    reason: 'is counted',
  });

  test('is that of its JSON without white space', () => {
    const json =
      '{"Version":"2012-10-17","Statement":[{"Sid":"S","Effect":"Allow","Action":"a:B","Resource":"r"}]}';
    expect(policyLength([statement('r')])).toBe(json.length);
  });

  test('does not count white space in a text either', () => {
    expect(policyLength([statement('a b c')])).toBe(policyLength([statement('abc')]));
  });

  test('counts a letter outside ASCII once', () => {
    expect(policyLength([statement('é')])).toBe(policyLength([statement('e')]));
  });
});

interface Bound {
  readonly kind: keyof PolicySet;
  readonly limit: number;
  readonly section: string;
  readonly remedy: string;
  /** A destination in which `filler` more characters make the policy as much longer. */
  readonly of: (filler: number) => Destination;
}

const FEWER_PREFIXES = 'write fewer or shorter prefixes, or a prefix that they share';
const ROLE = 'type: cross-account-role, principal: "444455556666", externalId: acme';
const withCondition = (access: string, filler: number) =>
  destinationOf(
    `bucket: { name: acme-orders }\naccess: { ${access}, conditions: { StringEquals: { "aws:PrincipalTag/x": "${'v'.repeat(filler)}" } } }\npermissions: { bucketLocation: false }`,
  );
const withPrefixes = (access: string, filler: number) =>
  destinationOf(
    `bucket: { name: acme-orders }\nobjects: { prefixes: [${prefixes(filler)}] }\naccess: { ${access} }`,
  );

const BOUNDS: [string, Bound][] = [
  [
    'the policy of a user',
    {
      kind: 'identity',
      limit: 2048,
      section: 'objects',
      remedy: FEWER_PREFIXES,
      of: (filler) => withPrefixes('type: iam-user', filler),
    },
  ],
  [
    'the policy of a role',
    {
      kind: 'identity',
      limit: 10_240,
      section: 'objects',
      remedy: FEWER_PREFIXES,
      of: (filler) => withPrefixes(ROLE, filler),
    },
  ],
  [
    'a trust policy',
    {
      kind: 'trust',
      limit: 2048,
      section: 'access',
      remedy: 'name fewer or shorter subjects and conditions',
      of: (filler) => withCondition(ROLE, filler),
    },
  ],
  [
    'a bucket policy',
    {
      kind: 'bucket',
      limit: 20_480,
      section: 'objects',
      remedy: FEWER_PREFIXES,
      of: (filler) => withCondition('type: bucket-policy, principal: "444455556666"', filler),
    },
  ],
];

describe.each(BOUNDS)('%s', (_, { kind, limit, section, remedy, of }) => {
  const lengthOf = (destination: Destination) =>
    policyLength(policySet(destination, SURROUNDINGS, NOW)[kind]);
  const ofLength = (length: number) => of(length - lengthOf(of(0)));

  test(`of ${limit} characters is fine`, () => {
    expect(lengthOf(ofLength(limit))).toBe(limit);
    expect(sizeComplaints(ofLength(limit), NOW)).toEqual([]);
  });

  test(`of ${limit + 1} characters is refused, with a remedy`, () => {
    const complaints = sizeComplaints(ofLength(limit + 1), NOW);
    expect(complaints.map(({ path, message }) => `${renderPath(path)}: ${message}`)).toEqual([
      `${section}: makes the ${kind} policy ${limit + 1} characters long, and AWS allows ${limit}: ${remedy}`,
    ]);
  });
});

test.each(EXAMPLES)('examples/%s keeps within all limits', (name) => {
  expect(sizeComplaints(exampleOf(name), NOW)).toEqual([]);
});

describe('what only the deployment names is counted at its longest', () => {
  const messageOf = (more: string) =>
    sizeComplaints(
      destinationOf(`objects: { prefixes: [${prefixes(2000)}] }\naccess: { type: iam-user }\n${more}`),
      NOW,
    )[0]?.message;

  test('the name of the bucket', () => {
    expect(messageOf('')).toBe(messageOf(`bucket: { name: ${'a'.repeat(63)} }`));
    expect(messageOf('')).not.toBe(messageOf(`bucket: { name: ${'a'.repeat(62)} }`));
  });

  test('the region and the ID of a key that the stack makes', () => {
    const key =
      'bucket: { encryption: "arn:aws:kms:ap-southeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }';
    expect(messageOf('bucket: { encryption: kms }')).toBe(messageOf(key));
    expect(messageOf('bucket: { encryption: kms }')).not.toBe(messageOf(''));
  });
});

const SURROUNDINGS = { ...IRELAND, region: 'ap-southeast-2' };

/** Twenty prefixes, together with so many letters more than they need. */
function prefixes(filler: number): string {
  return Array.from({ length: 20 }, (_, index) => {
    const more = Math.min(500, Math.max(0, filler - index * 500));
    return String.fromCharCode(97 + index) + 'x'.repeat(more);
  }).join(', ');
}
