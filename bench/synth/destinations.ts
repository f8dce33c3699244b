import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes destination files, all of the same kind, and gives their paths. */
export function writeDestinations(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const file = join(folder, `vendor-${index}.yaml`);
    const lines = [
      'version: 1',
      `name: vendor-${index}`,
      'vendor: keboola',
      'environment: { account: "111122223333", region: eu-west-1 }',
      `bucket: { name: acme-orders-${index} }`,
      'objects: { prefix: exports/orders }',
      `access: { externalId: keboola-project-${index} }`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  });
}

interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/**
 * What is compared: how many stacks there are, and the types, properties and policies of all their resources, whatever
 * they are called.
 */
export function resourcesIn(assembly: string): string[] {
  const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const resources = templates.flatMap((file) => {
    const { Resources } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template;
    const kinds = new Map(Object.entries(Resources).map(([id, { Type }]) => [id, Type]));
    return Object.values(Resources)
      .filter(({ Type }) => Type !== 'AWS::CDK::Metadata')
      .map(({ Type, Properties, DeletionPolicy, UpdateReplacePolicy }) =>
        JSON.stringify({ Type, Properties, DeletionPolicy, UpdateReplacePolicy }, nameless(kinds)),
      );
  });
  return [`${templates.length} stacks`, ...resources.sort()];
}

/** Logical IDs become types, and texts for people become nothing. */
function nameless(kinds: ReadonlyMap<string, string>) {
  return (key: string, value: unknown) => {
    if (FOR_PEOPLE.has(key)) return undefined;
    return typeof value === 'string' ? (kinds.get(value) ?? value) : value;
  };
}

const FOR_PEOPLE = new Set(['Description', 'PolicyName', 'Sid']);
