import { fitted } from '../../lib/template/fitted';
import { openParameters, parametersOf, parameterViolation } from '../../lib/template/parameters';
import { publishedDestination } from '../../lib/template/published';
import { withValues } from '../../lib/template/with-values';
import { presetIds, readPreset } from '../../lib/vendors/preset';
import { declared, destinationOf } from './support';

const ofFile = (text: string, vendor?: string) => {
  const read = destinationOf('orders.yaml', `version: 1\nname: orders\n${text}`);
  return parametersOf(read, vendor === undefined ? undefined : readPreset(vendor));
};
const ids = (parameters: readonly { readonly id: string }[]) => parameters.map(({ id }) => id);

test("the vendor's own principal is no parameter, so that no link can put another into its place", () => {
  const access = 'access: { type: cross-account-role, externalId: acme-4711';
  expect(ids(ofFile(`vendor: keboola\n${access} }`, 'keboola'))).toEqual(['BucketName', 'ExternalId']);
  const other = ofFile(`vendor: keboola\n${access}, principal: "444455556666" }`, 'keboola');
  expect(ids(other)).toEqual(['BucketName', 'Principal', 'ExternalId']);
});

test('nor is the principal of another of the regions of the vendor', () => {
  const { variants } = readPreset('stitch-s3');
  const { value } = variants[0] ?? { value: '' };
  expect(value).toMatch(/^arn:aws:iam::/);
  const parameters = ofFile(
    `vendor: stitch-s3\naccess: { type: bucket-policy, principal: "${value}" }`,
    'stitch-s3',
  );
  expect(ids(parameters)).toEqual(['BucketName']);
});

test('a constant external ID of the vendor is no parameter', () => {
  const { destination } = publishedDestination(readPreset('tavus-recordings'), 'cross-account-role');
  expect(ids(parametersOf(destination as never, readPreset('tavus-recordings')))).toEqual([
    'BucketName',
    'Prefix',
  ]);
});

test("what is asked for is asked in the vendor's own words", () => {
  const [externalId] = ofFile('vendor: fastly-s3-logs\naccess: { externalId: acme }', 'fastly-s3-logs').slice(
    -1,
  );
  const { label, where } = readPreset('fastly-s3-logs').parameters[0] as { label: string; where: string };
  expect(externalId).toMatchObject({ id: 'ExternalId', label, description: expect.stringContaining(where) });
});

test('without a prefix there is no parameter for one: an empty field must not open the whole bucket', () => {
  expect(ids(ofFile('access: { type: iam-user }'))).toEqual(['BucketName']);
  expect(ids(ofFile('objects: { prefixes: [a, b] }\naccess: { type: iam-user }'))).toEqual([
    'BucketName',
    'Prefix1',
    'Prefix2',
  ]);
});

test('an ARN that alone says whose resource it is names one account', () => {
  const of = (more: string) =>
    ofFile(`access: { type: bucket-policy, principal: logging.s3.amazonaws.com, ${more} }`).find(
      ({ id }) => id === 'SourceArn',
    );
  const alone = of('sourceArn: "arn:aws:s3:::acme-website"');
  const beside = of('sourceAccount: "111122223333", sourceArn: "arn:aws:s3:::acme-website"');
  const said = [alone, beside].map((one) => one && parameterViolation(one, 'arn:aws:s3:::acme-*'));
  expect(said).toEqual([expect.stringContaining("other customers' resources match"), undefined]);
  expect(alone && parameterViolation(alone, 'arn:aws:logs:eu-west-1:111122223333:*')).toBeUndefined();
});

test.each(['a*', 'a?c', '*'])('a subject that is compared literally is not %s', (subject) => {
  const [parameter] = ofFile(
    'access: { type: web-identity-role, issuer: oidc.example.com, audience: a, subjects: [abc] }',
  ).filter(({ id }) => id === 'Subject');
  expect(parameter && parameterViolation(parameter, subject)).toMatch(/wildcard|every identity/);
});

test.each(['["repo:acme/a:ref:refs/heads/*"]', '["repo:acme/a:environment:x", "repo:acme/b:environment:x"]'])(
  'the subjects %s stay as they are written',
  (subjects) => {
    const access = `{ type: web-identity-role, issuer: token.actions.githubusercontent.com, subjects: ${subjects} }`;
    expect(ids(ofFile(`access: ${access}`))).toEqual(['BucketName']);
  },
);

test("a quote in the prefix is refused only where it would end a text in the sink's settings", () => {
  const said = (more: string) => {
    const parameters = ofFile(`objects: { prefix: a }\n${more}`);
    return parameters.filter(({ id }) => id === 'Prefix').map((one) => parameterViolation(one, 'a"b'));
  };
  expect(said('access: { type: iam-user }')).toEqual([undefined]);
  expect(said('access: { type: none }\nsink: { source: { type: invoke } }')).toEqual([
    "holds a quote, which would break the sink's settings: leave it out",
  ]);
});

test('an ARN of a whole account is refused where no external ID tells its customers apart', () => {
  const said = (more: string) => {
    const role = 'type: cross-account-role, principal: "arn:aws:iam::444455556666:role/exporter"';
    const [principal] = ofFile(`access: { ${role}${more} }`).filter(({ id }) => id === 'Principal');
    return parameterViolation(principal as never, 'arn:aws:iam::444455556666:root');
  };
  expect(said('')).toMatch(/^is a whole account, and without an external ID/);
  expect(said(', externalId: acme-4711')).toBeUndefined();
});

describe('values take no more room than AWS gives', () => {
  const limitOf = (text: string, id = 'Prefix') => {
    const read = destinationOf('orders.yaml', `version: 1\nname: orders\n${text}`);
    return fitted(read, parametersOf(read), new Date()).find((one) => one.id === id)?.rule.maxLength;
  };

  test('in the policy of a user, which holds 2,048 characters', () => {
    expect(limitOf('objects: { prefix: a }\naccess: { type: iam-user }')).toBe(512);
    const much = 'permissions: { read: true, multipart: true, putAcl: true, list: true }';
    const limit = limitOf(`objects: { prefix: a }\naccess: { type: iam-user }\n${much}`) as number;
    expect(limit).toBeGreaterThan(100);
    expect(limit).toBeLessThan(300);
  });

  test('in the keys of a sink, which hold 1,024 bytes', () => {
    const key = `{yyyy}/${'k'.repeat(400)}/{batch}`;
    const sink = `objects: { prefix: a }\naccess: { type: none }\nsink: { source: { type: sqs }, key: "${key}" }`;
    expect(limitOf(sink)).toBe(1024 - 4 - 1 - 400 - 1 - 200 - '/.jsonl.deflate'.length);
  });

  test('beside an ARN, which is as long as a role with its path can make it', () => {
    const access = (principal: string) =>
      `access: { type: cross-account-role, principal: "${principal}", externalId: acme }`;
    const arn = access('arn:aws:iam::444455556666:role/exporter');
    expect(limitOf(arn, 'Principal')).toBe(613);
    expect(limitOf(access('444455556666'), 'ExternalId')).toBe(1224);
    expect((limitOf(arn, 'ExternalId') as number) + 613).toBeLessThan(2048 - 150);
  });

  test('in a trust policy with conditions', () => {
    const conditions = `conditions: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/${'r'.repeat(900)}" } }`;
    const access = `access: { type: cross-account-role, principal: "444455556666", externalId: acme, ${conditions} }`;
    const limit = limitOf(access, 'ExternalId') as number;
    expect(limit).toBeLessThan(1000);
    expect(limit).toBeGreaterThan(500);
  });
});

test('a destination with other values is the same but for them', () => {
  const { read } = declared('keboola');
  const parameters = parametersOf(read, readPreset('keboola'));
  const changed = withValues(read, parameters, { BucketName: '', Prefix: 'b', ExternalId: 'pending' });
  expect(changed.objects.prefixes).toEqual(['b']);
  expect(changed.bucket.name).toBeUndefined();
  expect(changed.access).toMatchObject({ pending: true, externalId: undefined, principal: '206948715642' });
  const values = Object.fromEntries(parameters.map(({ id, value }) => [id, value]));
  expect(withValues(changed, parameters, values)).toEqual(read);
});

describe('a template for all customers of a vendor', () => {
  const kinds = presetIds().flatMap((id) =>
    Object.keys(readPreset(id).access).map((type) => [id, type] as const),
  );

  test.each(kinds)('%s with %s asks for what is one customer’s own, and fills in none of it', (id, type) => {
    const preset = readPreset(id);
    const { destination, problem } = publishedDestination(preset, type);
    if (destination === undefined) {
      expect([id, problem]).toEqual([
        'estuary-s3',
        expect.stringContaining('where CloudFormation takes no parameter'),
      ]);
      return;
    }
    const parameters = openParameters(parametersOf(destination, preset), preset);
    const asked = preset.parameters.filter((one) => one.access === type);
    const labels = parameters.map(({ label }) => label);
    for (const { label } of asked) expect(labels).toContain(label);
    for (const { id: name, open, value } of parameters) {
      const isTheVendors = value === '' || value === 'pending' || value === preset.objects.prefix;
      expect([name, open === true || isTheVendors]).toEqual([name, true]);
    }
  });
});
