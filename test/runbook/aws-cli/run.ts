import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { partitionOf } from '../../../lib/config/partition';
import { readRunbookInput } from '../../../lib/runbook/read-input';
import { exampleFile } from '../../example-files';
import { NOW, snippets } from '../support';
import { madeBy } from './made';
import { keyArnIn, Recorder } from './recorder';
import { madeByStack } from './templated';

/** Each kind of access, each kind of encryption, each partition with a public console. */
const EXAMPLES = [
  'keboola',
  'keboola-user',
  'strm-privacy',
  'thanx',
  'github-actions',
  'bucket-policy',
  'kms',
  'china',
  'key-in-secrets-manager',
  'existing-bucket',
  'pending-external-id',
];

/** What the blocks need of a machine. */
function missing(): string | undefined {
  const found = (command: string) => spawnSync(command, ['--version']).error === undefined;
  if (!found('bash')) return 'bash is not installed: the way by hand is for bash';
  return found('aws') ? undefined : 'The AWS CLI is not installed: https://aws.amazon.com/cli/';
}

/** Runs the blocks of the way by hand with the AWS CLI, and compares what they make with what a stack makes. */
async function main(): Promise<void> {
  const why = missing();
  if (why !== undefined) {
    process.stderr.write(`${why}\n`);
    process.exitCode = 2;
    return;
  }
  let [passed, failed] = [0, 0];
  const wanted = process.argv.slice(2);
  for (const name of EXAMPLES.filter((one) => wanted.length === 0 || wanted.includes(one))) {
    const problem = await differenceOf(name).catch((error: unknown) => String(error));
    process.stdout.write(`${problem === undefined ? 'ok  ' : 'FAIL'} ${name}\n`);
    if (problem === undefined) passed += 1;
    else {
      failed += 1;
      process.stderr.write(`${problem}\n`);
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function differenceOf(name: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-by-hand-'));
  try {
    const file = join(folder, 'destination.json');
    writeFileSync(file, JSON.stringify(complete(parse(readFileSync(exampleFile(name), 'utf8')))));
    const input = readRunbookInput(file, NOW);
    const region = input.destination.environment.region as string;
    const partition = partitionOf(region);
    const recorder = new Recorder(region, partition);
    const endpoint = await recorder.start();
    const blocks = [...snippets(input).values()].filter(
      ({ id, language }) => id.startsWith('by-hand') && language === 'sh' && !LATER.includes(id),
    );
    const script = ['set -euo pipefail', ...blocks.map(({ text }) => text)].join('\n');
    const problem = await bash(script, folder, endpoint);
    await recorder.stop();
    if (problem !== undefined) return problem;
    const [hand, stack] = [
      madeBy(recorder.calls),
      madeByStack(file, { region, partition }, keyArnIn(region, partition)),
    ];
    return isDeepStrictEqual(plain(hand), plain(stack))
      ? undefined
      : `by hand ${JSON.stringify(plain(hand), undefined, 2)}\nby the stack ${JSON.stringify(plain(stack), undefined, 2)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What asks only, or comes another day. */
const LATER = ['by-hand-check', 'by-hand-trust', 'by-hand-get-policy', 'by-hand-put-policy'];

/** With what the examples leave to CloudFormation. */
function complete(file: { readonly environment?: object; readonly bucket?: object }): object {
  const bucket = { ...('existing' in (file.bucket ?? {}) ? {} : { name: 'acme-by-hand' }), ...file.bucket };
  return {
    ...file,
    environment: { account: '111122223333', region: 'eu-west-1', ...file.environment },
    bucket,
  };
}

function bash(script: string, cwd: string, endpoint: string): Promise<string | undefined> {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAFAKE',
    AWS_SECRET_ACCESS_KEY: 'fake-secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return new Promise((resolve) => {
    const shell = spawn('bash', ['-s'], { cwd, env });
    let said = '';
    shell.stdout.on('data', () => {});
    shell.stderr.on('data', (data) => {
      said += String(data);
    });
    shell.on('close', (code) =>
      resolve(code === 0 && !said.includes('STOP') ? undefined : `exit ${code}\n${said}`),
    );
    shell.stdin.end(script);
  });
}

/** Order and form of a document mean nothing: one value or a list of one is the same. */
function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length === 1 && typeof value[0] === 'string' ? value[0] : value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

void main();
