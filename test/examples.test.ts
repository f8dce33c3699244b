import { DataPlatformStack } from '../examples/cdk-app';
import { ACCESS_TYPES, sinkSchema } from '../lib/config/schema';
import { appWith, IRELAND, logicalIds, templateOf, warningsOf } from './destination/support';
import { besideTheWorld, EXAMPLES, exampleStacks, loadExamples } from './examples.support';

besideTheWorld();

const SOURCE_TYPES = sinkSchema.shape.source.options.map(({ shape }) => shape.type.value);

const templateOfExample = (file: string) => {
  const [stack] = exampleStacks(appWith(), [file]);
  if (stack === undefined) throw new Error(`${file} makes no stack`);
  return templateOf(stack);
};

test.each(EXAMPLES)('%s gives this template', (file) => {
  expect(templateOfExample(file)).toMatchSnapshot();
});

test('several files give the same stacks in one app as each alone', () => {
  const files = ['keboola.yaml', 'strm-privacy.yaml'];
  const stacks = exampleStacks(appWith(), files);
  expect(stacks.map(({ stackName }) => stackName)).toEqual([
    'S3Destination-keboola-orders',
    'S3Destination-strm-events',
  ]);
  expect(stacks.map(templateOf)).toEqual(files.map(templateOfExample));
});

test('all examples together are one app', () => {
  const names = exampleStacks(appWith(), EXAMPLES).map(({ stackName }) => stackName);
  expect(new Set(names).size).toBe(EXAMPLES.length);
});

describe('the examples cover', () => {
  const destinations = loadExamples(EXAMPLES).map(({ _destination }) => _destination);
  const newBuckets = destinations.flatMap(({ bucket }) => (bucket.existing ? [] : [bucket]));
  const has = <T>(items: readonly T[], is: (item: T) => boolean) => expect(items.some(is)).toBe(true);

  test('at least twelve destinations', () => {
    expect(destinations.length).toBeGreaterThanOrEqual(12);
  });

  test.each(ACCESS_TYPES)('access by %s', (type) => {
    has(destinations, ({ access }) => access.type === type);
  });

  test.each(SOURCE_TYPES)('a sink of %s', (type) => {
    has(destinations, ({ sink }) => sink?.source.type === type);
  });

  test.each(['keboola', 'neuronex', 'strm-privacy', 'thanx'])('the vendor %s', (id) => {
    has(destinations, ({ vendor }) => vendor === id);
  });

  test('a new bucket with and without a key, and an existing one with a key', () => {
    has(destinations, ({ bucket }) => bucket.existing && bucket.keyArn !== undefined);
    has(newBuckets, ({ encryption }) => encryption === 'kms');
    has(newBuckets, ({ encryption }) => encryption === 's3-managed');
  });

  test('buckets that stay and one that goes, with and without versions, name and expiry', () => {
    for (const wanted of [true, false]) {
      has(newBuckets, ({ retain }) => retain === wanted);
      has(newBuckets, ({ versioned }) => versioned === wanted);
      has(newBuckets, ({ name }) => (name !== undefined) === wanted);
      has(newBuckets, ({ expireObjectsAfterDays }) => (expireObjectsAfterDays !== undefined) === wanted);
    }
  });

  test.each([
    ['no prefix', 0],
    ['one prefix', 1],
    ['several prefixes', 2],
  ])('%s', (_, count) => {
    has(destinations, ({ objects }) => objects.prefixes.length === count);
  });

  test.each([
    ['any region', undefined],
    ['GovCloud', /^us-gov-/],
    ['China', /^cn-/],
  ])('%s', (_, region) => {
    has(destinations, ({ environment }) =>
      region === undefined ? environment.region === undefined : region.test(environment.region ?? ''),
    );
  });

  test('values that the vendor names later, for both kinds of role', () => {
    for (const type of ['cross-account-role', 'web-identity-role']) {
      has(destinations, ({ access }) => access.type === type && 'pending' in access && access.pending);
    }
  });

  test('an OIDC provider that is made, one that is there, and an issuer that needs none', () => {
    const tokens = destinations.flatMap(({ access }) =>
      access.type === 'web-identity-role' ? [access] : [],
    );
    has(tokens, ({ issuer, providerArn }) => issuer !== 'accounts.google.com' && providerArn === undefined);
    has(tokens, ({ providerArn }) => providerArn !== undefined);
    has(tokens, ({ issuer }) => issuer === 'accounts.google.com');
  });
});

describe('the app of a platform team', () => {
  const stack = new DataPlatformStack(appWith(), 'DataPlatform', { env: IRELAND });

  test('gives this template', () => {
    expect(templateOf(stack)).toMatchSnapshot();
  });

  test('uses the facade, a preset, a sink, and the constructs alone, without a warning', () => {
    const types = Object.values(logicalIds(stack));
    expect(types).toContain('AWS::SNS::Subscription');
    expect(types.filter((type) => type === 'AWS::S3::Bucket')).toHaveLength(2);
    expect(types).toEqual(expect.arrayContaining(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::KMS::Key']));
    expect(warningsOf(stack)).toEqual([]);
  });
});
