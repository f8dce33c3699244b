import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { parse } from 'yaml';
import { destinationJsonSchema } from '../../lib/load/json-schema';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.yaml'));
const schema = destinationJsonSchema();
const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(schema);
const accepts = (text: string) => validate(parse(text));

test('schema/destination.schema.json is up to date (npm run schema writes it)', () => {
  const committed = readFileSync(join(ROOT, 'schema', 'destination.schema.json'), 'utf8');
  expect(committed).toBe(`${JSON.stringify(schema, undefined, 2)}\n`);
});

test.each(EXAMPLES)('examples/%s is valid', (name) => {
  accepts(readFileSync(join(ROOT, 'examples', name), 'utf8'));
  expect(validate.errors ?? []).toEqual([]);
});

describe('the table of bad files', () => {
  const folder = join(__dirname, '..', 'config', 'bad-files');
  const entries = readdirSync(folder).flatMap((name) =>
    (parse(readFileSync(join(folder, name), 'utf8')) as Entry[]).map((entry): [string, Entry] => [
      `${name}: ${entry.case}`,
      entry,
    ]),
  );
  const seenBy = (...kinds: string[]) => entries.filter(([, entry]) => kinds.includes(entry.seenBy));

  test.each(seenBy('schema', 'both'))('an editor underlines %s', (_, { file = '' }) => {
    expect(accepts(file)).toBe(false);
  });

  test.each(seenBy('rules', 'calendar'))('only the kit itself sees %s', (_, { file = '' }) => {
    accepts(file);
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each(seenBy('files'))('only a look at all files sees %s', (_, { file, files = { file } }) => {
    const wrong = Object.values(files).filter((text = '') => text !== '' && !accepts(text));
    // One case of the table puts a file that is wrong by itself beside files that clash.
    expect(wrong.length).toBeLessThan(2);
  });
});

describe('what a preset fills in', () => {
  test('may be left out with the preset, and only with it', () => {
    expect(accepts('{ version: 1, name: orders, vendor: keboola }')).toBe(true);
    expect(accepts('{ version: 1, name: orders }')).toBe(false);
    expect(accepts('{ version: 1, name: orders, vendor: keboola, access: { externalId: acme } }')).toBe(true);
    expect(accepts('{ version: 1, name: orders, access: { externalId: acme } }')).toBe(false);
  });

  test('does not stand for what only the vendor knows', () => {
    expect(accepts('{ version: 1, name: orders, vendor: thanx }')).toBe(false);
    expect(accepts('{ version: 1, name: orders, vendor: thanx, access: { roleName: thanx } }')).toBe(false);
    expect(accepts('{ version: 1, name: orders, vendor: thanx, access: { subjects: pending } }')).toBe(true);
  });

  test('is overridden by the file', () => {
    const role = 'arn:aws:iam::206948715642:role/writer';
    expect(accepts(`{ version: 1, name: a, vendor: keboola, access: { principal: "${role}" } }`)).toBe(true);
    expect(accepts('{ version: 1, name: a, vendor: keboola, access: { principal: "*" } }')).toBe(false);
  });
});

describe('the keys that an editor offers', () => {
  const access = (text: string) => accepts(`{ version: 1, name: orders, access: ${text} }`);

  test('follow the kind of access', () => {
    expect(access('{ type: iam-user, userName: writer }')).toBe(true);
    expect(access('{ type: iam-user, externalId: acme }')).toBe(false);
    expect(access('{ type: cross-account-role, principal: "444455556666", externalId: acme }')).toBe(true);
    expect(access('{ type: cross-account-role, principal: "444455556666", userName: writer }')).toBe(false);
  });

  test('follow the preset: its vendor does not offer every kind', () => {
    const keboola = (text: string) =>
      accepts(`{ version: 1, name: orders, vendor: keboola, access: ${text} }`);
    expect(keboola('{ type: iam-user, userName: writer }')).toBe(true);
    expect(keboola('{ type: iam-user, externalId: acme }')).toBe(false);
    expect(keboola('{ userName: writer }')).toBe(false);
    expect(keboola('{ type: bucket-policy, principal: "444455556666" }')).toBe(false);
  });
});

test('no object of the schema lets an unknown key in', () => {
  const open: string[] = [];
  const walk = (node: unknown, path: string) => {
    if (typeof node !== 'object' || node === null) return;
    // A condition or its consequence only adds to an object that is closed elsewhere.
    const isPartial = /\/(if|then)(\/|$)/.test(path) || path.endsWith('/properties/access');
    const isObject = 'type' in node && node.type === 'object' && 'properties' in node;
    if (isObject && !isPartial && !('additionalProperties' in node && node.additionalProperties === false))
      open.push(path);
    for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
  };
  walk(schema, '');
  expect(open).toEqual([]);
});

test('the schema says which draft it is of, and has a name of its own', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:s3-destination-kit:destination-file:1',
    title: 'Destination file of s3-destination-kit',
  });
});

interface Entry {
  readonly case: string;
  readonly seenBy: string;
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
}
