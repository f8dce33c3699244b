import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { parse, stringify } from 'yaml';
import type { Template } from '../../../lib/local/run/deployment';
import { differs } from '../../../lib/local/run/row';
import { localRun } from '../../../lib/local/run/run';
import { memoryTerminal } from '../../cli/support';

// The first test loads the CDK.
jest.setTimeout(30_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-destination-sinks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly name: string;
  readonly sink: Readonly<Record<string, unknown>>;
  readonly records?: number;
}

const cases: Case[] = parse(readFileSync(join(__dirname, 'sinks.yaml'), 'utf8'));

let runs = 0;

/** A run of one sink, and what it made. */
async function run(sink: Case['sink'], data?: string, change?: (template: Template) => Template) {
  runs += 1;
  const name = `readings-${runs}`;
  const file = join(folder, `${name}.yaml`);
  const destination = {
    version: 1,
    name,
    environment: { account: '111122223333', region: 'eu-west-1' },
    objects: { prefix: 'in' },
    access: { type: 'none' },
    sink,
  };
  writeFileSync(file, stringify(destination));
  const terminal = memoryTerminal();
  const code = await localRun({ files: [file], keep: false, out: folder, data, change }, terminal);
  const rows = JSON.parse(readFileSync(join(folder, name, 'probes.json'), 'utf8'));
  return { code, rows, said: terminal.stdout.join('\n'), warned: terminal.stderr.join('\n') };
}

/** Together: most of a run is another process that starts. */
let made: ReadonlyMap<string, Promise<Awaited<ReturnType<typeof run>>>>;
beforeAll(async () => {
  made = new Map(cases.map(({ name, sink }) => [name, run(sink)]));
  await Promise.allSettled(made.values());
});

test.each(cases)('$name', async ({ name, sink, records }) => {
  const { code, rows, said } = (await made.get(name)) as Awaited<ReturnType<typeof run>>;
  expect(rows.filter(differs)).toEqual([]);
  expect(code).toBe(0);
  const whats = rows.map(({ what }: { what: string }) => what);
  expect(whats).toContain('writes, leaves out or buries every record');
  expect(whats.includes('tries the upload again that S3 refused (503)')).toBe(
    sink.retries !== 0 && records !== 0,
  );
  const held = rows.find(({ what }: { what: string }) => what === 'holds the records that were written');
  expect(held?.actual).toBe(records === undefined ? undefined : String(records));
  expect(said.includes('--data FILE takes records of your own')).toBe(records === 0);
});

test('what this Node cannot run is said, and nothing is claimed of it', async () => {
  const { code, rows, said } = await run({ source: { type: 'sqs' }, compression: 'zstd' });
  expect(code).toBe(0);
  const isTried = 'createZstdCompress' in zlib;
  expect(said.includes('The sink is not tried: zstd needs Node 22.15 or newer')).toBe(!isTried);
  expect(rows.some(({ by }: { by: string }) => by === 'sink')).toBe(isTried);
});

test('deduplicate drops what comes again, and a role without its table writes nothing', async () => {
  const sink = { source: { type: 'sqs' }, deduplicate: true };
  const { rows } = await run(sink);
  expect(rows.filter(differs)).toEqual([]);
  expect(rows).toContainEqual({
    by: 'sink',
    what: 'writes what comes again, in another batch',
    expected: '0',
    actual: '0',
  });
  const denied = await run(sink, undefined, (template) =>
    JSON.parse(JSON.stringify(template).replace('dynamodb:PutItem', 'dynamodb:GetItem')),
  );
  expect(denied.code).toBe(1);
  expect(denied.rows.filter(differs).map(({ what }: { what: string }) => what)).toContain(
    'leaves records behind',
  );
});

test("the user's own records are written, and nothing beside them", async () => {
  const data = join(folder, 'mine.jsonl');
  writeFileSync(data, '{"id":1,"at":"2026-11-21"}\r\n\r\n{"id":2,"at":"2026-11-22"}');
  const { code, rows, said } = await run(
    { source: { type: 'sqs' }, keyTime: 'event:at', key: '{dd}-{batch}' },
    data,
  );
  expect(code).toBe(0);
  expect(rows).toContainEqual({ by: 'gateway', what: 'sends records', expected: '2', actual: '2' });
  expect(said).not.toContain('the record is not JSON');
  expect(said).toMatch(/^in\/21-.*\.jsonl +27 +1 *$/m);
  expect(said).toMatch(/^in\/22-.*\.jsonl +27 +1 *$/m);
});

test.each([
  [
    'never JSON',
    'pressure,device={{ .deviceId }} value={{ .value }}',
    /^no: pressure,device=/,
    'warning sink.template: prints what is no JSON',
  ],
  [
    'no JSON where a field is missing',
    '{"t":{{ .ts }}}',
    /^no: {"t":<no value>}$/,
    '{{ toJson .field }} prints null',
  ],
])(
  'a template that prints what is %s: what was stored differs, and it is said why',
  async (_, template, actual, why) => {
    const { code, rows, said, warned } = await run({ source: { type: 'sqs' }, template });
    expect(code).toBe(1);
    expect(rows.filter(differs)).toEqual([
      { by: 'bucket', what: 'holds JSON Lines', expected: 'yes', actual: expect.stringMatching(actual) },
    ]);
    expect(said + warned).toContain(why);
  },
);

test.each([
  ['none.jsonl', undefined, 'none.jsonl does not exist: name another file with --data'],
  ['empty.jsonl', '\n', 'empty.jsonl is empty: write a record on each line'],
])('--data %s is refused', async (name, text, message) => {
  const data = join(folder, name);
  if (text !== undefined) writeFileSync(data, text);
  await expect(run({ source: { type: 'sqs' } }, data)).rejects.toThrow(message);
});
