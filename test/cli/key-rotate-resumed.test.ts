import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KeyRotateOptions } from '../../lib/cli/key-rotate';
import { AT_ONCE, FIRST, KeyBench, newFile, SECOND, STATE, THIRD, USER } from '../credentials/support';

const bench = new KeyBench();
beforeEach(() => bench.start());
afterEach(() => bench.stop());

const edit = (change: Record<string, unknown>) =>
  writeFileSync(STATE, JSON.stringify({ ...JSON.parse(readFileSync(STATE, 'utf8')), ...change }));

describe('what is found in the way of a rotation that was interrupted', () => {
  beforeEach(async () => {
    await bench.issue();
    await bench.rotate();
  });

  test('a new key without its file cannot be tested', async () => {
    edit({ tested: false });
    unlinkSync(newFile());
    const { code, err } = await bench.rotate({ finish: true });
    expect([code, bench.ids]).toEqual([2, '2+ 3+']);
    expect(err).toMatch(`${newFile()} does not hold the new key ${SECOND}`);
  });

  test('a new key that was tested needs no file any more', async () => {
    unlinkSync(newFile());
    expect((await bench.rotate({ finish: true })).code).toBe(0);
    expect(bench.ids).toBe('3+');
  });

  test('a new key that somebody deleted: it begins again, once IAM has settled', async () => {
    bench.keys.splice(1);
    expect((await bench.rotate()).err).toMatch(`IAM does not show the new key ${SECOND} yet`);
    edit({ startedAt: '2026-01-01T00:00:00.000Z' });
    expect((await bench.rotate()).code).toBe(0);
    expect(bench.ids).toBe('2+ 4+');
    expect(bench.goodFiles).toEqual([newFile(2), 's3.json']);
  });

  test('an old key that somebody deleted: then it is done', async () => {
    bench.keys.splice(0, 1);
    expect((await bench.rotate()).out).toMatch('rotated');
    expect(existsSync(STATE)).toBe(false);
  });

  test('keys of another account', async () => {
    bench.keys.splice(0);
    bench.aws.iam.addKey(USER);
    const { code, err } = await bench.rotate();
    expect([code, err]).toEqual([2, expect.stringMatching('is about keys that the user .* does not have')]);
  });

  test('a state file that is something else', async () => {
    writeFileSync(STATE, '{}');
    const { code, err } = await bench.rotate();
    expect([code, err]).toEqual([
      2,
      `${STATE} is not what \`key rotate\` writes: delete it, and look at \`key list\``,
    ]);
  });

  test('another run that is at it', async () => {
    edit({ new: undefined, pid: process.ppid });
    const { code, err } = await bench.rotate();
    expect([code, bench.ids]).toEqual([2, '2+ 3+']);
    expect(err).toMatch(`Another \`key rotate\` is at it (process ${process.ppid})`);
  });

  test('a key that came from elsewhere is not taken for an orphan', async () => {
    edit({ new: undefined, startedAt: '2026-01-01T00:00:00.000Z' });
    unlinkSync(newFile());
    const { code, err } = await bench.rotate();
    expect([code, bench.ids]).toEqual([2, '2+ 3+']);
    expect(err).toMatch(`has a key, ${SECOND}, that the interrupted rotation did not make`);
  });

  test('nor is one that was used', async () => {
    edit({ new: undefined });
    unlinkSync(newFile());
    Object.assign(bench.keys[1] ?? {}, { lastUsed: { at: new Date(), service: 's3', region: 'eu-west-1' } });
    expect([(await bench.rotate()).code, bench.ids]).toEqual([2, '2+ 3+']);
  });

  test('a key in the file that was not noted yet is adopted', async () => {
    edit({ new: undefined, tested: false });
    const { code, err } = await bench.rotate();
    expect([code, bench.ids]).toEqual([0, '2+ 3+']);
    expect(err).toMatch(`found the new key ${SECOND} in ${newFile()}`);
  });
});

describe('the old key stays while the new one does not work', () => {
  const ways: [string, Partial<KeyRotateOptions>][] = [
    ['nothing more', {}],
    ['--handed-over', AT_ONCE],
    ['--finish', { finish: true }],
  ];
  beforeEach(async () => {
    await bench.issue();
    await bench.rotate();
    await bench.revoke({ key: SECOND });
  });

  test.each(ways)('%s', async (_what, options) => {
    const { code, err, out } = await bench.rotate(options);
    expect([code, out, bench.ids]).toEqual([1, '', '2+ 3-']);
    expect(err).toBe(
      `The new key ${SECOND} is inactive, so the rotation stops here. Make it active: aws iam update-access-key --user-name ${USER} --access-key-id ${SECOND} --status Active\n` +
        `Or delete it, and begin again: \`key revoke --delete --key ${SECOND}\`, then \`key rotate\``,
    );
  });

  test.each(ways)('%s, where the old key was inactive already', async (_what, options) => {
    await bench.revoke({ key: FIRST });
    expect([(await bench.rotate(options)).code, bench.ids]).toEqual([1, '2- 3-']);
  });

  test('nor is it done where the old one is gone', async () => {
    await bench.revoke({ key: FIRST, delete: true });
    expect([(await bench.rotate()).code, bench.ids]).toEqual([1, '3-']);
  });

  test('a new key that is only found in its file is no better', async () => {
    edit({ new: undefined, tested: false });
    expect([(await bench.rotate()).code, bench.ids]).toEqual([1, '2+ 3-']);
  });

  test('once it is active again, the rotation goes on', async () => {
    Object.assign(bench.keys[1] ?? {}, { active: true });
    expect([(await bench.rotate(AT_ONCE)).code, bench.ids]).toEqual([0, '3+']);
  });
});

test.each([
  ['revokes', () => Object.assign(bench.keys[1] ?? {}, { active: false }), 'is inactive', '2+ 3-'],
  ['deletes', () => bench.keys.splice(1), 'IAM does not show the new key', '2+'],
])('somebody %s the new key while a person is asked', async (_what, change, message, ids) => {
  await bench.issue();
  const select = async () => {
    change();
    return 'yes';
  };
  const prompter = async () => ({ select, text: () => Promise.reject(new Error('no text is asked')) });
  const { code, err } = await bench.rotate({}, { prompter }, true);
  expect([code, err, bench.ids]).toEqual([1, expect.stringContaining(message), ids]);
});

describe.each([
  ['--handed-over', { handedOver: true }],
  ['--finish', { finish: true }],
])('%s begins nothing, because the vendor cannot have a key that was never told of', (option, options) => {
  beforeEach(() => bench.issue());

  test('out of the history of the shell, after a rotation that is done', async () => {
    await bench.rotateToTheEnd();
    const { code } = await bench.rotate(options);
    expect([code, bench.ids, existsSync(STATE)]).toEqual([2, '3+', false]);
  });

  test('after a run that was killed before it had made a key', async () => {
    await bench.rotate();
    edit({ new: undefined });
    unlinkSync(newFile());
    bench.keys.splice(1);
    const { code, err } = await bench.rotate(options);
    expect([code, bench.ids]).toEqual([2, '2+']);
    expect(err).toBe(
      `The vendor cannot have a new key yet, because none is issued to the user ${USER}: \`key rotate\` makes it; hand its file over, and then write ${option}`,
    );
  });
});

describe('how long the old key stays', () => {
  const days = (out: string, since = Date.now()) =>
    Math.round((Date.parse(/deleted after (\S+):/.exec(out)?.[1] ?? '') - since) / 86_400_000);
  const inDays = (count: number) => ({ now: () => new Date(Date.now() + count * 86_400_000) });
  beforeEach(() => bench.issue());

  test.each([
    ['a week', undefined, undefined, 7],
    ['what the rotation began with', '30', undefined, 30],
    ['what was said last', '30', '3', 3],
  ])('%s', async (_what, first, second, expected) => {
    await bench.rotate({ deleteAfter: first });
    const { out } = await bench.rotate({ handedOver: true, deleteAfter: second });
    expect(days(out)).toBe(expected);
    expect([(await bench.rotate({}, inDays(expected - 0.1))).code, bench.ids]).toEqual([0, '2- 3+']);
    expect([(await bench.rotate({}, inDays(expected + 0.1))).code, bench.ids]).toEqual([0, '3+']);
  });

  test('counts from the day on which it became inactive, also where it is said later', async () => {
    await bench.rotate();
    await bench.rotate({ handedOver: true });
    expect(days((await bench.rotate({ deleteAfter: '10' }, inDays(5))).out)).toBe(10);
  });

  test('counts anew where somebody had made it active again', async () => {
    await bench.rotate();
    await bench.rotate({ handedOver: true });
    Object.assign(bench.keys[0] ?? {}, { active: true });
    expect(days((await bench.rotate({ handedOver: true }, inDays(5))).out)).toBe(12);
    expect([(await bench.rotate({}, inDays(8))).code, bench.ids]).toEqual([0, '2- 3+']);
  });
});

describe('from another folder', () => {
  const own = { user: undefined, region: 'eu-west-1' };
  beforeEach(async () => {
    mkdirSync('config');
    mkdirSync('elsewhere');
    writeFileSync(
      join('config', 'destination.yaml'),
      `version: 1\nname: events\nbucket: { name: acme-events }\nobjects: { prefix: exports }\naccess: { type: iam-user, userName: ${USER} }\n`,
    );
    bench.aws.buckets.set('acme-events', 'eu-west-1');
    await bench.issue();
    await bench.rotate({ ...own, config: join('config', 'destination.yaml') });
    process.chdir('elsewhere');
  });
  const state = join('..', 'config', STATE);
  const config = join('..', 'config', 'destination.yaml');

  test('the state is beside the destination file, and the key is found where it was written', async () => {
    const stored = JSON.parse(readFileSync(state, 'utf8'));
    expect(stored.file).toBe(join(dirname(process.cwd()), newFile()));
    writeFileSync(state, JSON.stringify({ ...stored, new: undefined, tested: false }));
    const { code, err } = await bench.rotate({ ...own, config });
    expect([code, bench.ids]).toEqual([0, '2+ 3+']);
    expect(err).toMatch(`found the new key ${SECOND} in ${stored.file}`);
  });
});

test('what cannot be seen of a key is no reason to delete it', async () => {
  await bench.issue();
  await bench.rotate();
  edit({ new: undefined });
  unlinkSync(newFile());
  bench.aws.fault({ operation: 'GetAccessKeyLastUsed', status: 403, code: 'AccessDenied' });
  expect(await bench.rotate()).toMatchObject({
    code: 1,
    err:
      `The key ${SECOND} seems to be of the interrupted rotation, and whether somebody uses it cannot be seen: ` +
      `allow iam:GetAccessKeyLastUsed, or, if nobody needs it: \`key revoke --delete --key ${SECOND}\``,
  });
  expect(bench.ids).toBe('2+ 3+');
  expect([(await bench.rotate()).code, bench.ids]).toEqual([0, '2+ 4+']);
  expect(bench.keys[1]?.id).toBe(THIRD);
});

test('the next command is about the same user, in the same way', async () => {
  writeFileSync('outputs.json', JSON.stringify({ 'S3Destination-events': { UserName: USER } }));
  writeFileSync(
    'my file.yaml',
    'version: 1\nname: events\nobjects: { prefix: exports }\naccess: { type: iam-user }\n',
  );
  await bench.issue();
  const { out } = await bench.rotate({
    user: undefined,
    config: 'my file.yaml',
    outputs: 'outputs.json',
    region: 'eu-west-1',
  });
  expect(out.split(': ').at(-1)).toBe(
    `s3-destination key rotate --config 'my file.yaml' --outputs outputs.json --region eu-west-1 --endpoint-url ${bench.aws.endpoint} --handed-over`,
  );
});
