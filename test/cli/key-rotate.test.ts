import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { readKeyFile } from '../../lib/credentials/key-file';
import type { Prompter } from '../../lib/terminal/prompter';
import type { Fault } from '../aws-fakes/server';
import { KeyBench, modeOf, USER } from '../credentials/support';

const bench = new KeyBench();
beforeEach(() => bench.start());
afterEach(() => bench.stop());

const STATE = `.${USER}.key-rotation.json`;
const FIRST = 'AKIAFAKE000000000002';
const SECOND = 'AKIAFAKE000000000003';
const TODAY = new Date().toISOString().slice(0, 10);
const NEW_FILE = `s3-${TODAY}.json`;
const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });

test('step by step: both work, then the old one is inactive, then it is gone', async () => {
  await bench.issue();
  const issued = await bench.rotate();
  expect(issued).toMatchObject({ code: 0 });
  expect(issued.err).toBe(
    `made the new key ${SECOND}, in ${NEW_FILE}\ntested the new key ${SECOND}: AWS knows it`,
  );
  expect(issued.out).toMatch(
    `Next: hand the file over; when the vendor writes with it: s3-destination key rotate --user ${USER}`,
  );
  expect(bench.ids).toBe('2+ 3+');
  expect([modeOf(NEW_FILE), modeOf(STATE)]).toEqual(['600', '600']);
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
  expect(bench.files).toEqual([NEW_FILE, 's3.json']);
});

/** All steps at once, where nobody has to be waited for. */
const AT_ONCE = { handedOver: true, deleteAfter: '0' };

test('in one run', async () => {
  await bench.issue();
  const { code, out } = await bench.rotate({ ...AT_ONCE, json: true });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    user: USER,
    stage: 'done',
    oldKey: FIRST,
    newKey: SECOND,
    file: NEW_FILE,
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
  writeFileSync(NEW_FILE, 'precious');
  expect((await bench.rotate({ out: NEW_FILE })).code).toBe(2);
  expect([bench.ids, existsSync(STATE)]).toEqual(['2+', false]);
  await bench.rotate();
  expect(bench.goodFiles).toEqual([`s3-${TODAY}-2.json`, 's3.json']);
  expect(readFileSync(NEW_FILE, 'utf8')).toBe('precious');
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
      `Does the vendor write with the new key, in ${NEW_FILE}? The old one, ${FIRST}, was last used: 2026-11-20 10:30 UTC, s3, eu-west-1`,
    );
  });
});

describe('IAM is slow to spread the key', () => {
  test('waits, and shows it after a second', async () => {
    await bench.issue();
    bench.aws.iam.propagation = 6;
    const { code } = await bench.rotate({}, { pause: 250 });
    expect(code).toBe(0);
    expect(bench.screen.join('')).toMatch(/IAM spreads the new key; 1 s so far/);
    expect(bench.screen.at(-1)).toBe('\r\u001b[2K');
  });

  test('gives up at the limit, deactivates nothing, and goes on later', async () => {
    await bench.issue();
    bench.aws.iam.propagation = 30;
    const first = await bench.rotate({ ...AT_ONCE, wait: '0' });
    expect([first.code, bench.ids]).toEqual([1, '2+ 3+']);
    expect(first.err).toMatch('The new key is not known to AWS after 0 s');
    const second = await bench.rotate({ finish: true });
    expect([second.code, bench.ids, bench.goodFiles]).toEqual([0, '3+', [NEW_FILE]]);
  });
});

test('a key that works for another user is not taken', async () => {
  await bench.issue();
  const Arn = '<Arn>arn:aws:iam::111122223333:user/somebody</Arn>';
  bench.aws.on({ GetCallerIdentity: () => Arn });
  const { code, err } = await bench.rotate(AT_ONCE);
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
    expect([bench.ids, bench.goodFiles]).toEqual(['4+', [NEW_FILE]]);
  });

  test.each([
    ['DeleteAccessKey', '2+ 3+'],
    ['CreateAccessKey', '3+'],
    ['GetCallerIdentity', '3+ 4+'],
    ['UpdateAccessKey', '3+ 4+'],
  ])('%s is denied meanwhile: the same command ends it', async (operation, ids) => {
    bench.aws.fault({ operation, status: 403, code: 'AccessDenied', message: 'no' });
    const request = { replace: FIRST, ...AT_ONCE };
    expect([(await bench.rotate(request)).code, bench.ids]).toEqual([1, ids]);
    expect((await bench.rotate(request)).code).toBe(0);
    expect([bench.ids.endsWith('+'), bench.keys.length, bench.goodFiles]).toEqual([true, 1, [NEW_FILE]]);
    expect(existsSync(STATE)).toBe(false);
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

const HOW: readonly (readonly [string, Omit<Fault, 'operation'>])[] = [
  ['is denied', { status: 403, code: 'AccessDenied', message: 'no' }],
  ['is cut off before it is done', { reset: true, times: 3 }],
  ['is done, and its answer is lost', { reset: true, times: 3, afterwards: true }],
];
const OPERATIONS = [
  'ListAccessKeys',
  'CreateAccessKey',
  'GetCallerIdentity',
  's3:GetBucketLocation',
  'UpdateAccessKey',
  'DeleteAccessKey',
];

describe.each(OPERATIONS)('%s', (operation) => {
  test.each(HOW)(
    '%s: exit code 1, a key works all the time, and the next run ends it',
    async (_how, fault) => {
      writeFileSync('destination.yaml', DESTINATION);
      const own = { user: undefined, region: 'eu-west-1' };
      bench.aws.buckets.set('acme-events', 'eu-west-1');
      await bench.issue(own);
      const denied = fault.status === 403;
      // To make a key is tried once only.
      const times = operation === 'CreateAccessKey' ? 1 : fault.times;
      bench.aws.fault({ operation, ...fault, times });
      const first = await bench.rotate({ ...own, ...AT_ONCE });
      // A bucket that denies its location knows the key; and a key that is gone by the second attempt was to be deleted.
      const isGood =
        (operation === 's3:GetBucketLocation' && denied) ||
        (operation === 'DeleteAccessKey' && fault.afterwards === true);
      expect(first.code).toBe(isGood ? 0 : 1);
      expect(bench.goodFiles.length).toBeGreaterThan(0);
      if (!isGood) {
        expect(first.err.split('\n').at(-1)).not.toMatch(/^\s+at /);
        const second = await bench.rotate({ ...own, ...AT_ONCE });
        expect(second).toMatchObject({ code: 0 });
      }
      expect(bench.keys).toHaveLength(1);
      expect(bench.goodFiles).toEqual([NEW_FILE]);
      expect(existsSync(STATE)).toBe(false);
    },
  );
});

const DESTINATION = `version: 1
name: events
vendor: strm-privacy
environment: { account: "111122223333", region: eu-west-1 }
bucket: { name: acme-events }
objects: { prefix: exports }
access: { type: iam-user, userName: ${USER} }
`;

describe('what is found in the way of a rotation that was interrupted', () => {
  const edit = (change: Record<string, unknown>) =>
    writeFileSync(STATE, JSON.stringify({ ...JSON.parse(readFileSync(STATE, 'utf8')), ...change }));

  beforeEach(async () => {
    await bench.issue();
    await bench.rotate();
  });

  test('a new key without its file cannot be tested', async () => {
    edit({ tested: false });
    unlinkSync(NEW_FILE);
    const { code, err } = await bench.rotate({ finish: true });
    expect([code, bench.ids]).toEqual([2, '2+ 3+']);
    expect(err).toMatch(`${NEW_FILE} does not hold the new key ${SECOND}`);
  });

  test('a new key that was tested needs no file any more', async () => {
    unlinkSync(NEW_FILE);
    expect((await bench.rotate({ finish: true })).code).toBe(0);
    expect(bench.ids).toBe('3+');
  });

  test('a new key that somebody deleted: it begins again, once IAM has settled', async () => {
    bench.keys.splice(1);
    expect((await bench.rotate()).err).toMatch(`IAM does not show the new key ${SECOND} yet`);
    edit({ startedAt: '2026-01-01T00:00:00.000Z' });
    expect((await bench.rotate()).code).toBe(0);
    expect(bench.ids).toBe('2+ 4+');
    expect(bench.goodFiles).toEqual([`s3-${TODAY}-2.json`, 's3.json']);
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
    unlinkSync(NEW_FILE);
    const { code, err } = await bench.rotate();
    expect([code, bench.ids]).toEqual([2, '2+ 3+']);
    expect(err).toMatch(`has a key, ${SECOND}, that the interrupted rotation did not make`);
  });

  test('nor is one that was used', async () => {
    edit({ new: undefined });
    unlinkSync(NEW_FILE);
    Object.assign(bench.keys[1] ?? {}, { lastUsed: { at: new Date(), service: 's3', region: 'eu-west-1' } });
    expect([(await bench.rotate()).code, bench.ids]).toEqual([2, '2+ 3+']);
  });

  test('a key in the file that was not noted yet is adopted', async () => {
    edit({ new: undefined, tested: false });
    const { code, err } = await bench.rotate();
    expect([code, bench.ids]).toEqual([0, '2+ 3+']);
    expect(err).toMatch(`found the new key ${SECOND} in ${NEW_FILE}`);
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
