import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fetchCommand, type ManagedKey } from '../../lib/credentials/managed-keys';
import { CANARY, hear } from '../aws-fakes/canary';
import { modeOf } from './support';

const MANAGED = { secretArn: 'arn:secret', region: 'eu-west-1' } as ManagedKey;

/** What jq makes of the secret is jq's: here only what the shell makes of success and failure. */
const GOOD = { aws: `printf '%s\\n' '{"SecretAccessKey":"${CANARY}"}'`, jq: 'cat' };

// A POSIX shell runs it.
(process.platform === 'win32' ? describe.skip : describe)('the command that fetches a key', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 's3-destination-fetch-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With programs in the place of aws and jq. */
  function run(programs: Readonly<Record<string, string>>): number | null {
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', fetchCommand(MANAGED)], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    hear(stdout, stderr);
    rmSync(bin, { recursive: true });
    return status;
  }

  test.each([
    ['aws fails', { ...GOOD, aws: 'echo no >&2; exit 254' }],
    ['jq fails', { ...GOOD, jq: 'cat > /dev/null; exit 5' }],
    ['jq is not there', { ...GOOD, jq: 'exit 127' }],
  ])('%s: no file is left, and the next attempt writes it', (_what, programs) => {
    expect(run(programs)).not.toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(run(GOOD)).toBe(0);
    expect([readdirSync(folder), modeOf(join(folder, 's3.json'))]).toEqual([['s3.json'], '600']);
  });

  test('nothing is overwritten', () => {
    writeFileSync(join(folder, 's3.json'), 'precious');
    expect(run(GOOD)).not.toBe(0);
    expect(readFileSync(join(folder, 's3.json'), 'utf8')).toBe('precious');
  });
});
