/**
 * All stand-alone templates, of every example and preset and for the customers of every vendor, before aws-cdk-lib's own
 * validation; and the proof on those of examples and presets, or on those that are named. It takes minutes.
 */

import type { Destination } from '../../lib/config/destination';
import { publishedDestination } from '../../lib/template/published';
import type { StandAlone } from '../../lib/template/template';
import { standAlone } from '../../lib/template/template';
import { presetIds, readPreset } from '../../lib/vendors/preset';
import { prove } from '../proof/proof';
import type { FlatTemplate, Properties } from '../proof/stacks';
import { DECLARED, deployed, sectionsOf } from './support';
import { findingsOf } from './validation';

process.env.CDK_VALIDATION = 'false';

async function main(): Promise<void> {
  const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const wanted = DECLARED.filter(({ name }) => names.length === 0 || names.includes(name));
  const made = wanted.map((one) => ({ ...one, made: standAlone(one.read, { preset: one.preset }) }));
  const findings = findingsOf({ ...byName(made), ...published() });
  for (const finding of findings) console.log(`validation: ${finding}`);
  let wrong = findings.length;
  for (const { name, read, declaration, made: one } of made) {
    const { unexpected, missing, expected, simulations } = await prove(flat(one, read), declaration, {
      namedOnly: !process.argv.includes('--all-actions'),
    });
    wrong += unexpected.length + missing.length;
    console.log(`${name}: ${expected} of ${simulations} requests are allowed, as declared`);
    for (const sentence of unexpected) console.log(`  allowed, and not declared: ${sentence}`);
    for (const sentence of missing) console.log(`  declared, and not allowed: ${sentence}`);
  }
  console.log(wrong === 0 ? 'all as declared' : `${wrong} are not as declared`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

const byName = (all: readonly { readonly name: string; readonly made: StandAlone }[]) =>
  Object.fromEntries(all.map(({ name, made }) => [name, made.template]));

function published(): Record<string, unknown> {
  const all = presetIds().flatMap((id) =>
    Object.keys(readPreset(id).access).flatMap((type) => {
      const preset = readPreset(id);
      const { destination } = publishedDestination(preset, type);
      if (destination === undefined) return [];
      return [[`published-${id}-${type}`, standAlone(destination, { preset, open: true }).template] as const];
    }),
  );
  return Object.fromEntries(all);
}

/** With the values of the destination file, as the proof reads templates. */
function flat(made: StandAlone, destination: Destination): FlatTemplate {
  const { environment, resources, outputs } = deployed(made, destination);
  const { Resources } = sectionsOf(made);
  return {
    environment,
    Resources: Object.fromEntries(
      resources.map(({ logicalId, type, properties }) => [
        logicalId,
        {
          Type: type,
          Properties: JSON.parse(
            // The region of a topic in the stack's own, which the CDK leaves out where it knows both.
            JSON.stringify({
              ...properties,
              ...(properties.Region === environment.region ? { Region: undefined } : {}),
            }),
          ) as Properties,
          DeletionPolicy: Resources[logicalId]?.DeletionPolicy as string | undefined,
          UpdateReplacePolicy: Resources[logicalId]?.UpdateReplacePolicy as string | undefined,
        },
      ]),
    ),
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  };
}

void main();
