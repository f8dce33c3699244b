import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { PLACEHOLDER } from '../../lib/runbook/input';
import { command, documentFile, filled } from '../../lib/runbook/shell';
import { quoted } from '../../lib/terminal/quoted';
import { inEmptyFolder } from '../cli/support';
import { HOSTILE, isWellFormed } from './hostile';

const hasBash = spawnSync('bash', ['-c', 'true']).error === undefined;
const inBash = hasBash ? test : test.skip;

/** One process for all values: to start one for each takes seconds. */
function bash(script: string): string {
  const { stdout, stderr, status } = inEmptyFolder((cwd) =>
    spawnSync('bash', { input: script, encoding: 'utf8', cwd }),
  );
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

inBash('a word reaches the command as it is, whatever it holds', () => {
  const values = [
    ...HOSTILE,
    ...fc.sample(fc.string({ unit: 'grapheme', maxLength: 20 }), { numRuns: 200, seed: 7 }),
  ]
    // No argument of a process holds a zero byte, and half a pair of surrogates is no text.
    .filter((value) => !value.includes('\0') && isWellFormed(value));
  const script = values.map((value) => `printf '%s\\0' ${quoted(value)}`).join('\n');
  expect(bash(script).split('\0').slice(0, -1)).toEqual(values);
});

inBash('a document reaches its file as it is, and what the session knows is filled in', () => {
  const document = { text: [...HOSTILE, '$(id)', '`id`', `arn:aws:iam::${PLACEHOLDER.accountId}:root`] };
  const script = ['ACCOUNT_ID=111122223333', ...documentFile('out.json', document), 'cat out.json'].join(
    '\n',
  );
  const text = JSON.stringify(document).replace(PLACEHOLDER.accountId, '111122223333');
  expect(JSON.parse(bash(script))).toEqual(JSON.parse(text));
});

inBash('a placeholder in a word is the variable of the session, and nothing else is', () => {
  const value = `a"b$(id)\`id\`\\c\\$HOME\\" ${PLACEHOLDER.accountId}`;
  const script = `ACCOUNT_ID=111122223333\nprintf '%s' ${filled(value)}`;
  expect(bash(script)).toBe('a"b$(id)`id`\\c\\$HOME\\" 111122223333');
});

inBash('without a session nothing is filled in, and nothing is written', () => {
  const arn = `arn:aws:iam::${PLACEHOLDER.accountId}:root`;
  const script = [`(printf '%s' ${filled(arn)})`, ...documentFile('out.json', { arn }), '[ ! -s out.json ]'];
  const inSubShells = `( ${script[0]} ) 2> /dev/null && echo filled\n(\n${script.slice(1, -1).join('\n')}\n) 2> /dev/null && echo written\n${script.at(-1)}`;
  expect(bash(inSubShells)).toBe('');
});

test('a value that looks like an option is none', () => {
  expect(command('aws iam create-user', { 'user-name': '-x', path: undefined })).toBe(
    'aws iam create-user \\\n  --user-name=-x',
  );
});
