import { stringify } from 'yaml';
import type { Preset } from '../vendors/preset';

/** The YAML of a new destination file, with a comment where a person will want to know more. */
export function destinationText(
  settings: Readonly<Record<string, unknown>>,
  preset: Preset | undefined,
): string {
  const comments: Readonly<Record<string, readonly string[]>> = {
    vendor: preset ? [`${preset.name}, ${preset.product}: s3-destination vendors ${preset.id}`] : [],
    access: preset ? parameterComments(preset) : [],
    permissions: deletesUntilADay(settings)
      ? ['For the connection test: the grant ends with that day. Take the line out earlier where you can.']
      : [],
  };
  const sections = Object.entries(settings).map(([key, value]) =>
    [
      ...(comments[key] ?? []).map((comment) => `# ${comment}\n`),
      stringify({ [key]: value }, { lineWidth: 0 }),
    ].join(''),
  );
  return ['# What a key may hold: s3-destination schema\n', ...sections].join('');
}

function deletesUntilADay({ permissions }: { readonly permissions?: unknown }): boolean {
  const { delete: grant } = (permissions ?? {}) as { delete?: { objects: string; until: string } };
  return grant?.objects === 'all' && grant.until !== 'forever';
}

function parameterComments({ parameters }: Preset): string[] {
  return parameters.map(({ key, label, where }) => `${key}: ${label}, ${where}`);
}
