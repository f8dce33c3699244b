import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEmptyFolder } from '../cli/support';
import { exampleInput, snippets } from './support';

const hasBash = spawnSync('bash', ['-c', 'true']).error === undefined;
const inBash = hasBash ? test : test.skip;
/** What asks only, and begins the session. */
const ASKS = ['by-hand-session', 'by-hand-check'];

/** An `aws` that notes what was asked, answers with one line, and fails at the call whose number is in FAIL_AT. */
const AWS = [
  'aws() {',
  '  echo "$1 $2" >> calls',
  '  [ "$(grep -c "" calls)" -ne "$FAIL_AT" ] || return 254',
  '  echo answer',
  '}',
  'ACCOUNT_ID=111122223333 KEY_ARN=arn',
].join('\n');

/** Runs one block as somebody pastes it, and says what was called until when, and that the shell is still there. */
function paste(block: string, failAt: number, cwd: string): string[] {
  const script = `${AWS}\nFAIL_AT=${failAt}\n${block}\necho alive >> calls\n`;
  const { stderr } = spawnSync('bash', ['-s'], { cwd, input: script, encoding: 'utf8' });
  expect(stderr.replace(/^STOP.*\n/gm, '')).toBe('');
  const calls = readFileSync(join(cwd, 'calls'), 'utf8').trimEnd().split('\n');
  expect(calls.pop()).toBe('alive');
  return calls;
}

describe.each(['strm-privacy', 'kms', 'github-actions', 'key-in-secrets-manager'])('%s', (name) => {
  const blocks = [...snippets(exampleInput(name)).values()].filter(
    ({ id, language }) => id.startsWith('by-hand') && language === 'sh' && !ASKS.includes(id),
  );

  inBash('after the first command that fails, a block calls nothing more', () => {
    for (const { id, text } of blocks) {
      const all = inEmptyFolder((cwd) => paste(text, 0, cwd));
      expect([id, all.length]).toEqual([id, text.match(/\baws (s3api|iam|kms|secretsmanager) /g)?.length]);
      for (let failAt = 1; failAt <= all.length; failAt += 1)
        expect([id, inEmptyFolder((cwd) => paste(text, failAt, cwd))]).toEqual([id, all.slice(0, failAt)]);
    }
  });
});

describe.each(['by-hand-access-key', 'console-key', 'rotate-by-hand-issue'])('%s', (id) => {
  const block = snippets(exampleInput('strm-privacy')).get(id)?.text ?? '';
  const file = id === 'rotate-by-hand-issue' ? 's3-new.json' : 's3.json';

  inBash(
    'a key that could not be made leaves no file, and the next attempt makes one for its owner only',
    () => {
      inEmptyFolder((cwd) => {
        paste(block, 1, cwd);
        expect(existsSync(join(cwd, file))).toBe(false);
        paste(block, 0, cwd);
        expect(readFileSync(join(cwd, file), 'utf8')).toBe('answer\n');
        expect(statSync(join(cwd, file)).mode & 0o077).toBe(0);
      });
    },
  );

  inBash('where the file is there, no key is made whose secret would be lost', () => {
    inEmptyFolder((cwd) => {
      writeFileSync(join(cwd, file), 'kept');
      const { stderr } = spawnSync('bash', ['-s'], {
        cwd,
        input: `${AWS}\nFAIL_AT=0\n${block}`,
        encoding: 'utf8',
      });
      expect(stderr).toBe(`${file} is there already: move it away\n`);
      expect([existsSync(join(cwd, 'calls')), readFileSync(join(cwd, file), 'utf8')]).toEqual([
        false,
        'kept',
      ]);
    });
  });
});
