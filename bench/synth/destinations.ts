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

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

/** What is compared: the types and properties of all resources of all stacks, whatever they are called. */
export function resourcesIn(assembly: string): string[] {
  return readdirSync(assembly)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => {
      const { Resources } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template;
      const kinds = new Map(Object.entries(Resources).map(([id, { Type }]) => [id, Type]));
      return Object.values(Resources)
        .filter(({ Type }) => Type !== 'AWS::CDK::Metadata')
        .map(({ Type, Properties }) => `${Type} ${JSON.stringify(Properties, nameless(kinds))}`);
    })
    .sort();
}

/** Logical IDs become types, and texts for people become nothing. */
function nameless(kinds: ReadonlyMap<string, string>) {
  return (key: string, value: unknown) => {
    if (FOR_PEOPLE.has(key)) return undefined;
    return typeof value === 'string' ? (kinds.get(value) ?? value) : value;
  };
}

const FOR_PEOPLE = new Set(['Description', 'PolicyName', 'Sid']);
