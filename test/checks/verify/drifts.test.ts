import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { apply, type Edit } from './change';
import { UNTIL_2031, VerifyBench } from './support';

const bench = new VerifyBench();
afterEach(() => bench.stop());

/** Something that is not as it was deployed, and what `verify` says to it. */
interface Drift {
  readonly name: string;
  /** An example, or `until-2031`. */
  readonly of: string;
  readonly change: Readonly<Record<string, Edit>>;
  /** Lines of the report, whole, with single blanks; … is anything. */
  readonly says: readonly string[];
  readonly omits?: readonly string[];
  /** The last line, after the number of checks; … is a number. */
  readonly verdict: string;
}

const FOLDER = join(__dirname, 'drifts');
const TABLES = readdirSync(FOLDER).map((file): [string, Drift[]] => [
  file,
  parse(readFileSync(join(FOLDER, file), 'utf8')),
]);

const pattern = (text: string, any: string) =>
  new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', any)}$`);

describe.each(TABLES)('%s', (_file, drifts) => {
  test.each(drifts)('$name', async ({ of, change, says, omits = [], verdict }) => {
    await bench.start(of === 'until-2031' ? UNTIL_2031 : of);
    apply(change, bench);
    const { code, out, err } = await bench.run();
    const lines = out.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim());
    for (const line of says) expect(lines).toContainEqual(expect.stringMatching(pattern(line, '.+')));
    for (const line of omits) expect(lines).not.toContainEqual(expect.stringMatching(pattern(line, '.+')));
    expect(lines.at(-1)).toMatch(pattern(`… checks, ${verdict}`, '\\d+'));
    expect({ code, err }).toEqual({ code: 1, err: '' });
  });
});

/** Nobody declares these; a policy that allows one must not go unnoticed. */
test.each([
  ['keboola-user', ['iam:CreateAccessKey', 'iam:PutUserPolicy']],
  ['keboola', ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy']],
  [
    'keboola',
    [
      's3:ListAllMyBuckets',
      's3:DeleteObjectVersion',
      's3:PutObjectTagging',
      's3:PutObjectAcl',
      's3:ListBucketVersions',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:PutBucketAcl',
      's3:PutBucketPublicAccessBlock',
      's3:PutLifecycleConfiguration',
      's3:DeleteBucket',
    ],
  ],
  ['kms', ['kms:ScheduleKeyDeletion']],
])('%s is asked about each of %j', async (example, actions) => {
  await bench.start(example);
  for (const action of actions) bench.state.simulated.set(action, { decision: 'allowed', matched: ['p'] });
  const { simulation } = JSON.parse((await bench.run({ json: true })).out);
  const wider = simulation.filter(({ result }: { result: string }) => result === 'wider');
  expect(new Set(wider.map(({ what }: { what: string }) => what.split(' ')[0]))).toEqual(new Set(actions));
  for (const row of wider) expect(row).toMatchObject({ actual: 'allowed', because: 'granted by p' });
});
