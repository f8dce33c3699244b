import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readKeyFile } from '../../lib/credentials/stored-key';
import type { Prompter } from '../../lib/terminal/prompter';
import { AT_ONCE, FIRST, KeyBench, modeOf, newFile, SECOND, STATE, USER } from '../credentials/support';

const bench = new KeyBench();
beforeEach(() => bench.start());
afterEach(() => bench.stop());

const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });

test('step by step: both work, then the old one is inactive, then it is gone', async () => {
  await bench.issue();
  const issued = await bench.rotate();
  expect(issued).toMatchObject({ code: 0 });
  expect(issued.err).toBe(
    `made the new key ${SECOND}, in ${newFile()}\ntested the new key ${SECOND}: AWS knows it`,
  );
  expect(issued.out).toMatch(
    `Next: hand the file over; when the vendor writes with it: s3-destination key rotate --user ${USER}`,
  );
  expect(bench.ids).toBe('2+ 3+');
  expect([modeOf(newFile()), modeOf(STATE)]).toEqual(['600', '600']);
  expect(readKeyFile('s3.json')?.accessKeyId).toBe(FIRST);

  const waiting = await bench.rotate();
  expect([waiting.code, waiting.err, bench.ids]).toEqual([0, '', '2+ 3+']);

  const handed = await bench.rotate({ handedOver: true, deleteAfter: '3' });
  expect([handed.code, bench.ids]).toEqual([0, '2- 3+']);
  expect(handed.out).toMatch(
    new RegExp(`inactive, and is deleted after ${inDays(3).now().toISOString().slice(0, 10)}`),
  );
  expect(handed.out).toMatch('--status Active');

  const early = await bench.rotate({}, inDays(2.9));
  expect([early.code, bench.ids]).toEqual([0, '2- 3+']);
  const late = await bench.rotate({}, inDays(3.1));
  expect([late.code, bench.ids]).toEqual([0, '3+']);
  expect(late.out).toBe(
    `rotated: the old key ${FIRST} of the user ${USER} is deleted; ${SECOND} is left.\ns3.json holds the old key: it can go.`,
  );
  expect(bench.files).toEqual([newFile(), 's3.json']);
});

test('without waiting between deactivation and deletion', async () => {
  await bench.issue();
  await bench.rotate();
  const { code, out } = await bench.rotate({ ...AT_ONCE, json: true });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    user: USER,
    stage: 'done',
    oldKey: FIRST,
    newKey: SECOND,
    file: newFile(),
  });
  expect(bench.ids).toBe('3+');
  const order = bench.aws.log.map(({ operation }) => operation).filter((name) => !name.startsWith('List'));
  expect(order).toEqual([
    'CreateAccessKey',
    'CreateAccessKey',
    'GetCallerIdentity',
    'UpdateAccessKey',
    'DeleteAccessKey',
  ]);
});

test('a file that exists is not overwritten: another name, or exit code 2', async () => {
  await bench.issue();
  writeFileSync(newFile(), 'precious');
  expect((await bench.rotate({ out: newFile() })).code).toBe(2);
  expect([bench.ids, existsSync(STATE)]).toEqual(['2+', false]);
  await bench.rotate();
  expect(bench.goodFiles).toEqual([newFile(2), 's3.json']);
  expect(readFileSync(newFile(), 'utf8')).toBe('precious');
});

describe('a person on a terminal is asked whether the vendor has the key', () => {
  const asked: string[] = [];
  const answering = (answer: string): { prompter(): Promise<Prompter> } => ({
    prompter: async () => ({
      select: async ({ message }) => {
        asked.push(message);
        return answer;
      },
      text: () => Promise.reject(new Error('no text is asked')),
    }),
  });

  test.each([
    ['no', '2+ 3+'],
    ['yes', '2- 3+'],
  ])('%s', async (answer, ids) => {
    await bench.issue();
    Object.assign(bench.keys[0] ?? {}, {
      lastUsed: { at: new Date('2026-11-20T10:30:00Z'), service: 's3', region: 'eu-west-1' },
    });
    expect((await bench.rotate({}, answering(answer), true)).code).toBe(0);
    expect(bench.ids).toBe(ids);
    expect(asked.at(-1)).toBe(
      `Does the vendor write with the new key, in ${newFile()}? The old one, ${FIRST}, was last used: 2026-11-20 10:30 UTC, s3, eu-west-1`,
    );
  });
});

describe('IAM is slow to spread the key', () => {
  test('waits, and shows it after a second', async () => {
    await bench.issue();
    bench.aws.iam.propagation = 3;
    // A clock that is fast: each look at it is a quarter of a second later.
    const { now } = Date;
    let looks = 0;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 250 * looks++);
    const { code } = await bench.rotate().finally(() => clock.mockRestore());
    expect(code).toBe(0);
    expect(bench.screen.join('')).toMatch(/IAM spreads the new key; \d s so far/);
    expect(bench.screen.at(-1)).toBe('\r\u001b[2K');
  });

  test('gives up at the limit, deactivates nothing, and goes on later', async () => {
    await bench.issue();
    bench.aws.iam.propagation = 30;
    const first = await bench.rotate({ wait: '0' });
    expect([first.code, bench.ids]).toEqual([1, '2+ 3+']);
    expect(first.err).toMatch('The new key is not known to AWS after 0 s');
    const second = await bench.rotate({ finish: true });
    expect([second.code, bench.ids, bench.goodFiles]).toEqual([0, '3+', [newFile()]]);
  });
});

test('a key that works for another user is not taken', async () => {
  await bench.issue();
  const Arn = '<Arn>arn:aws:iam::111122223333:user/somebody</Arn>';
  bench.aws.on({ GetCallerIdentity: () => Arn });
  const { code, err } = await bench.rotate();
  expect([code, bench.ids]).toEqual([1, '2+ 3+']);
  expect(err).toMatch(
    `The key ${SECOND} belongs to arn:aws:iam::111122223333:user/somebody, and not to the user ${USER}`,
  );
});

describe('two keys', () => {
  beforeEach(async () => {
    await bench.issue();
    await bench.issue({ out: 'second.json' });
  });

  test('are refused, unless it is told which goes', async () => {
    const { code, err } = await bench.rotate();
    expect([code, bench.ids, existsSync(STATE)]).toEqual([2, '2+ 3+', false]);
    expect(err).toMatch('has two keys, and more are not allowed');
    expect(err).toMatch('Say which of them goes, before a new one is made: --replace <ID>');
  });

  test('the one that was named goes, and the other is replaced', async () => {
    expect((await bench.rotate({ replace: FIRST })).code).toBe(0);
    expect(bench.ids).toBe('3+ 4+');
    expect((await bench.rotate({ finish: true })).code).toBe(0);
    expect([bench.ids, bench.goodFiles]).toEqual(['4+', [newFile()]]);
  });

  test('neither goes where the new file cannot be made', async () => {
    const { code, err } = await bench.rotate({ replace: FIRST, out: 's3.json' });
    expect([code, bench.ids, existsSync(STATE)]).toEqual([2, '2+ 3+', false]);
    expect(err).toMatch('s3.json is there already, and no key file is overwritten');
  });

  test('a key of somebody else cannot be named', async () => {
    expect((await bench.rotate({ replace: 'AKIAOTHER' })).err).toMatch(
      `has no key AKIAOTHER, but ${FIRST} and ${SECOND}`,
    );
    expect(bench.ids).toBe('2+ 3+');
  });

  test('the only one that works does not go', async () => {
    await bench.revoke({ key: FIRST });
    const { code, err } = await bench.rotate({ replace: SECOND });
    expect([code, bench.ids]).toEqual([2, '2- 3+']);
    expect(err).toMatch(`with --replace ${FIRST} the inactive one goes`);
  });

  test('where one is inactive and no state is left, --finish deletes it', async () => {
    await bench.revoke({ key: FIRST });
    expect((await bench.rotate({ finish: true })).code).toBe(0);
    expect(bench.ids).toBe('3+');
  });

  test('where both are active, --finish does not guess', async () => {
    const { code, err } = await bench.rotate({ finish: true });
    expect([code, bench.ids]).toEqual([2, '2+ 3+']);
    expect(err).toMatch('there is no inactive key beside an active one');
  });
});

test('--finish begins nothing', async () => {
  await bench.issue();
  const { code, err } = await bench.rotate({ finish: true });
  expect([code, bench.ids]).toEqual([2, '2+']);
  expect(err).toMatch(`No rotation of the user ${USER} is under way here`);
});

test('there must be a key', async () => {
  expect(await bench.rotate()).toMatchObject({
    code: 2,
    err: `The user ${USER} has no key to rotate: \`key issue\` makes one`,
  });
});

test.each([
  ['deleteAfter', 'soon', '--delete-after soon is no whole number'],
  ['wait', '-1', '--wait -1 is no whole number'],
])('%s %s', async (option, value, message) => {
  expect((await bench.rotate({ [option]: value })).err).toMatch(message);
});
