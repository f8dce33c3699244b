import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Fault } from '../aws-fakes/server';
import { backTo, momentsOf } from '../credentials/moments';
import { AT_ONCE, FIRST, KeyBench, newFile, SECOND, STATE, USER } from '../credentials/support';

const bench = new KeyBench();
beforeEach(() => bench.start());
afterEach(() => bench.stop());

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
  // What only asks leaves the same, whether its answer is lost or never given.
  const ways = HOW.filter(([, { afterwards }]) => !afterwards || /^(Create|Update|Delete)/.test(operation));

  test.each(ways)(
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
      const first = await bench.rotateToTheEnd(own);
      // A bucket that denies its location knows the key; and a key that is gone by the second attempt was to be deleted.
      const isGood =
        (operation === 's3:GetBucketLocation' && denied) ||
        (operation === 'DeleteAccessKey' && fault.afterwards === true);
      expect(first.code).toBe(isGood ? 0 : 1);
      expect(bench.goodFiles.length).toBeGreaterThan(0);
      if (!isGood) {
        expect(first.err.split('\n').at(-1)).not.toMatch(/^\s+at /);
        expect(await bench.rotateToTheEnd(own)).toMatchObject({ code: 0 });
      }
      expect(bench.keys).toHaveLength(1);
      expect(bench.goodFiles).toEqual([newFile()]);
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

describe('killed at any moment', () => {
  const noted = ['writeFileSync state.next', 'renameSync state'];

  test.each<[string, Parameters<KeyBench['rotate']>[0], string[]]>([
    ['the only key', {}, []],
    ['one of two keys', { replace: FIRST }, ['DeleteAccessKey']],
  ])('%s: a key works all the time, and the next runs end it', async (_what, options, first) => {
    await bench.issue();
    if (options?.replace !== undefined) await bench.issue({ out: 'second.json' });
    const moments = await momentsOf(bench, async () => {
      expect(await bench.rotate(options)).toMatchObject({ code: 0 });
      expect(await bench.rotate(AT_ONCE)).toMatchObject({ code: 0 });
    });
    // Some versions of Node open a file by the exported function before they write it, and some do not.
    const done = moments.map(({ what }) => what).filter((what) => !what.startsWith('openSync state'));
    expect(done).toEqual([
      'nothing',
      'writeFileSync state',
      ...noted,
      ...first,
      'openSync key file',
      'CreateAccessKey',
      'writeFileSync key file',
      // Which key it is; that it works; and, of the second run, how long the old one stays.
      ...noted,
      ...noted,
      ...noted,
      'UpdateAccessKey',
      ...noted,
      'DeleteAccessKey',
      'rmSync state',
    ]);
    const ends: [string, string][] = [];
    for (const moment of moments) {
      backTo(moment, bench);
      const working = bench.goodFiles.length;
      const { code, err } = await bench.rotateToTheEnd(options);
      const left = `${bench.keys.length} key in ${bench.goodFiles.length} file`;
      const state = existsSync(STATE) ? 'a state file' : 'no state';
      ends.push([moment.what, working > 0 && code === 0 ? `${left}, ${state}` : `${code} ${err}`]);
    }
    expect(ends).toEqual(moments.map(({ what }) => [what, '1 key in 1 file, no state']));
  });
});

describe('two keys, of which one is to go', () => {
  test.each([
    ['DeleteAccessKey', '2+ 3+'],
    ['CreateAccessKey', '3+'],
    ['GetCallerIdentity', '3+ 4+'],
    ['UpdateAccessKey', '3+ 4+'],
  ])('%s is denied meanwhile: the same command ends it', async (operation, ids) => {
    await bench.issue();
    await bench.issue({ out: 'second.json' });
    bench.aws.fault({ operation, status: 403, code: 'AccessDenied', message: 'no' });
    const request = { replace: FIRST };
    expect([(await bench.rotateToTheEnd(request)).code, bench.ids]).toEqual([1, ids]);
    expect((await bench.rotateToTheEnd(request)).code).toBe(0);
    expect([bench.ids.endsWith('+'), bench.keys.length, bench.goodFiles]).toEqual([true, 1, [newFile()]]);
    expect(existsSync(STATE)).toBe(false);
  });
});

describe('no key is made', () => {
  const refusal = (code: string, status: number) =>
    bench.aws.fault({ operation: 'CreateAccessKey', status, code, message: 'no' });

  test.each([
    ['AccessDenied', 403, 'AWS denies it: no (AccessDenied)'],
    ['LimitExceeded', 409, `The user ${USER} got another key meanwhile: look at \`key list\``],
  ])('%s: nothing is left of the rotation', async (code, status, message) => {
    await bench.issue();
    refusal(code, status);
    expect(await bench.rotate()).toMatchObject({ code: 1, err: message });
    expect([bench.ids, bench.files]).toEqual(['2+', ['s3.json']]);
  });
});

test('a state that cannot be written is one sentence, and the new key is found by the next run', async () => {
  await bench.issue();
  const next = `${STATE}.${process.pid}`;
  bench.aws.fault({ operation: 'CreateAccessKey', afterwards: true, run: () => mkdirSync(next) });
  const { code, err } = await bench.rotate();
  expect([code, err.split('\n').at(-1)]).toEqual([
    1,
    `${STATE} could not be written (EISDIR): mend that, and run it again, which goes on where it was`,
  ]);
  rmdirSync(next);
  expect((await bench.rotate()).err).toMatch(`found the new key ${SECOND} in ${newFile()}`);
});
