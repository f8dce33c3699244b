import { S3DestinationStack } from '../../lib';
import { grantsOf } from '../../lib/vendors/grants';
import { type Preset, presetIds, readPreset } from '../../lib/vendors/preset';
import { appWith, destinationOf, type TemplateJson } from '../destination/support';
import { listOf } from './evaluate';

/** Every vendor, with each kind of access that it supports, and values such as a customer would have. */
const CASES = presetIds()
  .map(readPreset)
  .flatMap((preset) =>
    Object.keys(preset.access).map((type): [string, Case] => [name(preset, type), { preset, type }]),
  );

interface Case {
  readonly preset: Preset;
  readonly type: string;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One app for all: to synthesise one after the other takes minutes. */
const templates = new Map<string, TemplateJson>();
beforeAll(() => {
  const app = appWith();
  for (const [, { preset, type }] of CASES) {
    const destination = destinationOf(JSON.stringify(fileOf(preset, type)));
    new S3DestinationStack(app, destination.stackName, { destination });
  }
  for (const { stackName, template } of app.synth().stacks) templates.set(stackName, template);
}, 300_000);

describe.each(CASES)('%s', (title, { preset, type }) => {
  const template = () => templates.get(`S3Destination-${title}`) as TemplateJson;
  const writer = () =>
    policies(template(), type === 'bucket-policy' ? 'AWS::S3::BucketPolicy' : 'AWS::IAM::Policy');

  test('synthesises, and the template grants what the preset says, on the bucket and its scope', () => {
    const { deleteAllObjectsForDays: _, ...init } = preset.init;
    const expected = grantsOf({ ...preset, init }, new Date()).flatMap(({ actions }) => actions);
    const granted = writer().flatMap(({ Action }) => listOf(Action));
    expect(granted.sort()).toEqual(expected.sort());
    for (const { Resource } of writer()) {
      for (const resource of [Resource].flat().map((one) => JSON.stringify(one))) {
        expect(resource.split('*').length).toBeLessThanOrEqual(2);
        expect(resource).not.toMatch(/^"\*"$|\?/);
      }
    }
  });

  test(`${preset.direction === 'read' ? 'lets nobody' : 'lets the vendor'} put objects`, () => {
    const puts = JSON.stringify(template()).includes('"s3:PutObject"');
    expect(puts).toBe(preset.direction !== 'read');
  });

  test('lets in one account, user, role or subject, with the external ID where there is one', () => {
    const filledIn = { ...preset.access[type], ...samplesOf(preset, type) } as Readonly<
      Record<string, string>
    >;
    if (type === 'iam-user') {
      expect(trust(template())).toEqual([]);
      return;
    }
    const [statement, ...others] = type === 'bucket-policy' ? writer() : trust(template());
    if (type !== 'bucket-policy') expect(others).toEqual([]);
    if (type === 'web-identity-role') {
      const issuer = filledIn.issuer?.replace('https://', '');
      const subjects = Object.values(statement?.Condition ?? {}).map((keys) => keys[`${issuer}:sub`]);
      expect(subjects.filter(Boolean)).toEqual([filledIn.subjects?.[0]]);
      return;
    }
    const principal = JSON.stringify(statement?.Principal?.AWS);
    expect(principal).toContain(filledIn.principal?.replace(/^arn:aws:iam::/, ''));
    expect(principal).not.toContain('*');
    expect(statement?.Condition?.StringEquals?.['sts:ExternalId']).toBe(filledIn.externalId);
  });
});

test('the vendors that only read are these', () => {
  const readers = presetIds().filter((id) => readPreset(id).direction === 'read');
  expect(readers).toEqual([
    'bigquery-omni-read',
    'bitmovin-encoding-input',
    'clickhouse-cloud-s3',
    'redis-cloud-import',
    'statsig-s3-import',
    'sumologic-s3-source',
  ]);
});

function name({ id }: Preset, type: string): string {
  return `${id}-${type}`;
}

function fileOf(preset: Preset, type: string): object {
  return {
    version: 1,
    name: name(preset, type),
    vendor: preset.id,
    environment: { account: '111122223333', region: 'eu-west-1' },
    ...(preset.objects.prefix === undefined ? { objects: { prefix: 'exports' } } : {}),
    access: { type, ...samplesOf(preset, type) },
  };
}

function samplesOf({ parameters }: Preset, type: string): Readonly<Record<string, unknown>> {
  const wanted = parameters.filter(({ access }) => access === type);
  return Object.fromEntries(
    wanted.map(({ key, example }) => {
      const value = example ?? { externalId: 'acme-4711', subjects: '104123456789012345678' }[key as string];
      return [key, key === 'subjects' ? [value] : value];
    }),
  );
}

function policies({ Resources }: TemplateJson, type: string): Statement[] {
  return Object.values(Resources)
    .filter((resource) => resource.Type === type)
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .filter(({ Effect }) => Effect === 'Allow');
}

function trust({ Resources }: TemplateJson): Statement[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .flatMap(
      ({ Properties }) => (Properties.AssumeRolePolicyDocument as { Statement: Statement[] }).Statement,
    );
}
