import type { Destination } from '../../../lib/config/destination';
import { parseDestination } from '../../../lib/load/read';
import { grantsOf } from '../../../lib/onboarding/from-policy/grant';
import { covers } from '../../../lib/vendors/pattern';
import { type Preset, presetIds, readPreset } from '../../../lib/vendors/preset';
import { NOW } from '../../policy/support';
import { destinationFrom, read } from './support';

/**
 * The policies that real vendors ask for, as their pages show them (`asks` of the presets), read without the preset's
 * knowledge, against what the preset grants. What only the page's prose says, its reader gives as flags: the kind of
 * access, the principal, prefix, pattern and test object.
 */
const PRESETS = presetIds()
  .map(readPreset)
  .filter(({ asks }) => asks !== undefined);

const UNTIL = '2026-12-05';

/** The preset's destination, with what `init` writes beside it. */
function ofPreset(preset: Preset): Destination {
  const days = preset.init.deleteAllObjectsForDays;
  const file = {
    version: 1,
    name: 'orders',
    vendor: preset.id,
    bucket: { name: 'acme-orders' },
    objects: { prefix: prefixOf(preset) },
    access: { ...preset.access[typeOf(preset)], ...samplesOf(preset), type: typeOf(preset) },
    ...(days === undefined ? {} : { permissions: { delete: { objects: 'all', until: UNTIL } } }),
  };
  const { destination, problems } = parseDestination('destination.yaml', JSON.stringify(file));
  if (!destination) throw new Error(`${preset.id}: ${JSON.stringify(problems)}`);
  return destination;
}

function ofPage(preset: Preset): Destination {
  const { asks = [], objects } = preset;
  const type = typeOf(preset);
  const known = { ...preset.access[type], ...samplesOf(preset) } as Record<string, never>;
  const principal = /^\d{12}$/.test(String(known.principal))
    ? `arn:aws:iam::${known.principal}:root`
    : known.principal;
  const document = {
    Version: '2012-10-17',
    Statement:
      type === 'bucket-policy' ? asks.map((ask) => ({ ...ask, Principal: { AWS: principal } })) : asks,
  };
  const wanted = {
    type,
    bucketName: 'acme-orders',
    prefixes: [prefixOf(preset)],
    ...(objects.pattern === undefined ? {} : { pattern: objects.pattern as string }),
    ...(objects.testObject === undefined ? {} : { testObject: objects.testObject as string }),
    ...(known.principal === undefined ? {} : { principal: known.principal }),
  };
  const found = read(type === 'bucket-policy' ? { bucket: document } : { identity: document }, wanted);
  expect({ id: preset.id, problems: found.problems, complaints: found.complaints }).toEqual({
    id: preset.id,
    problems: [],
    complaints: [],
  });
  const { access: _, ...rest } = found;
  return destinationFrom({ ...rest, access: known }, wanted) as Destination;
}

test('every policy of a page gives what its preset grants; each difference stands here', () => {
  const table = PRESETS.map((preset) => {
    const [page, ours] = [grants(ofPage(preset)), grants(ofPreset(preset))];
    const less = ours.filter((grant) => !page.includes(grant));
    const more = page.filter((grant) => !ours.includes(grant));
    return [preset.id, ...less.map((one) => `  - ${one}`), ...more.map((one) => `  + ${one}`)].join('\n');
  });
  expect(table.filter((one) => !one.includes('\n')).length).toBeGreaterThan(0);
  expect(table.join('\n')).toMatchSnapshot();
});

test('what a page asks for and a preset leaves out, it leaves out for a reason that no policy tells', () => {
  const unexplained = PRESETS.flatMap((preset) => {
    const ours = grants(ofPreset(preset));
    return grantsOfDestination(ofPage(preset))
      .filter(({ action }) => !ours.some((one) => one.startsWith(`${action} `)))
      .filter(({ action }) => !preset.leftOut.some((one) => covers(one.action, action)))
      .map(({ action }) => `${preset.id}: ${action}`);
  });
  expect(unexplained).toEqual([]);
});

const typeOf = ({ access }: Preset) => Object.keys(access)[0] as Destination['access']['type'];
const prefixOf = ({ objects }: Preset) => (objects.prefix as string | undefined) ?? 'exports';

function samplesOf(preset: Preset): Record<string, unknown> {
  const wanted = preset.parameters.filter(({ access }) => access === typeOf(preset));
  return Object.fromEntries(
    wanted.map(({ key, example }) => {
      const value = example ?? { externalId: 'acme-4711', subjects: '104123456789012345678' }[key as string];
      return [key, key === 'subjects' ? [value] : value];
    }),
  );
}

const grantsOfDestination = ({ objects, permissions }: Destination) => grantsOf(objects, permissions, NOW);

function grants(destination: Destination): string[] {
  return grantsOfDestination(destination).map(
    ({ action, resource, when }) =>
      `${action} on ${resource.replace('\uE000', '<bucket>')}${when === undefined ? '' : `, ${when}`}`,
  );
}
