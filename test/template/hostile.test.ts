import fc from 'fast-check';
import { parse } from 'yaml';
import type { Destination } from '../../lib/config/destination';
import { parseDestination } from '../../lib/load/read';
import { sizeComplaints } from '../../lib/policy/limits';
import { parameterViolation } from '../../lib/template/parameters';
import { standAlone } from '../../lib/template/template';
import { withValues } from '../../lib/template/with-values';
import { besideTheWorld } from '../examples.support';
import { accepts, type Declared, declared, deployed, deployedByCdk, madeBy, sectionsOf } from './support';
import { valuesOf } from './values';

besideTheWorld();
jest.setTimeout(60_000);

/** Together they have every parameter that there is, some in several forms. */
const NAMES = [
  'keboola',
  'keboola-user',
  'own-vendor',
  'aws-service',
  'bucket-policy',
  'existing-bucket',
  'github-actions',
  'kms',
  'oidc-imported-provider',
  'key-in-secrets-manager',
  'pending-subjects',
  'thanx',
  'sink-sqs',
  'preset-braze-currents-cross-account-role',
  'preset-clickhouse-cloud-s3-cross-account-role',
];

const cases = NAMES.map((name) => {
  const one = declared(name);
  const made = standAlone(one.read, { preset: one.preset });
  return { ...one, made, sections: sectionsOf(made), ids: made.parameters.map(({ id }) => id) };
});
type Case = (typeof cases)[number];
type Values = Readonly<Record<string, string>>;

const isAccepted = ({ sections, ids }: Case, values: Values) =>
  ids.every((id) => accepts(sections.Parameters[id] as never, values[id] as string));

/** Where a destination file has the value, and how it is written there. */
function inFile({ read }: Declared, id: string, value: string): [path: string[], value: unknown] {
  const number = /^Prefix(\d+)$/.exec(id)?.[1];
  if (number !== undefined) return [['objects', 'prefixes', String(Number(number) - 1)], value];
  switch (id) {
    case 'Prefix':
      return [['objects', 'prefix'], value];
    case 'BucketName':
      return read.bucket.existing
        ? [['bucket', 'existing'], value]
        : [['bucket', 'name'], value || undefined];
    case 'KeyArn':
      return [['bucket', 'encryption'], value];
    case 'Subject':
      return [['access', 'subjects'], value === 'pending' ? value : [value]];
    default:
      return [['access', id.charAt(0).toLowerCase() + id.slice(1)], value];
  }
}

type Keys = Record<string, unknown>;

function put(keys: Keys, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) keys[key] = value;
  else {
    keys[key] ??= {};
    put(keys[key] as Keys, rest, value);
  }
}

/** The destination file with these values, read from the start. */
function reread(one: Case, values: Values) {
  const file: Keys = parse(one.destination);
  // What goes with a region or an account is not the template's to know.
  delete file.environment;
  for (const id of one.ids) {
    const [path, value] = inFile(one, id, values[id] as string);
    put(file, path, value);
  }
  return parseDestination(one.read.file, JSON.stringify(file));
}

const withoutPlace = ({ environment, ...others }: Destination) => JSON.parse(JSON.stringify(others));

describe('a value that CloudFormation accepts is one that the destination file accepts, and means the same:', () => {
  test.each(cases)('$name', (one) => {
    fc.assert(
      fc.property(valuesOf(one.ids), (values) => {
        for (const parameter of one.made.parameters) {
          const { id } = parameter;
          const value = values[id] as string;
          const isFine = parameterViolation(parameter, value) === undefined;
          expect([id, value, accepts(one.sections.Parameters[id] as never, value)]).toEqual([
            id,
            value,
            isFine,
          ]);
        }
        fc.pre(isAccepted(one, values));
        const { destination, problems } = reread(one, values);
        const others = problems.filter(({ message }) => !/^is inside /.test(message));
        expect(others).toEqual([]);
        if (destination === undefined) return;
        const changed = withValues(one.read, one.made.parameters, values);
        expect(withoutPlace(changed)).toEqual(withoutPlace(destination));
        expect(sizeComplaints(destination, new Date())).toEqual([]);
      }),
      { numRuns: 15, maxSkipsPerRun: 10_000 },
    );
  });
});

describe('with values that are accepted, usual or not, both ways make the same:', () => {
  test.each([0, 1])('round %i', (round) => {
    const samples = cases.map((one) => {
      const values = fc
        .sample(valuesOf(one.ids), { numRuns: 400, seed: round })
        .find((candidate) => isAccepted(one, candidate));
      if (values === undefined) throw new Error(`no values of ${one.name} were accepted`);
      return { ...one, values };
    });
    const changed = samples.map(({ read, made, values }) => withValues(read, made.parameters, values));
    const byCdk = deployedByCdk(changed).map(madeBy);
    for (const [index, { made, read, values }] of samples.entries())
      expect({ values, ...madeBy(deployed(made, read, values)) }).toEqual({ values, ...byCdk[index] });
  });
});
