import type { SimulatedAnswer } from '../../aws-fakes/deployed-state';
import { VerifyBench } from './support';

const bench = new VerifyBench();
afterEach(() => bench.stop());

describe('what IAM answers to the simulation', () => {
  test.each<[string, SimulatedAnswer, RegExp, string, RegExp]>([
    [
      'an explicit Deny',
      { decision: 'explicitDeny', matched: ['no-puts'] },
      /NARROWER +writer +s3:PutObject/,
      'an explicit Deny in no-puts',
      /\d narrower than declared$/,
    ],
    [
      'a key that was not told',
      { decision: 'implicitDeny', missing: ['aws:SourceVpc'] },
      /NARROWER +writer +s3:PutObject/,
      'no policy allows it without aws:SourceVpc, which the simulation is not told',
      /\d narrower than declared$/,
    ],
    ['no answer', {}, /\? +writer +s3:PutObject/, 'IAM did not answer it', /checks, \d not verified$/],
  ])('%s', async (_name, answer, row, because, verdict) => {
    await bench.start('keboola');
    bench.state.simulated.set('s3:PutObject', answer);
    const { code, out } = await bench.run();
    expect(out).toMatch(row);
    expect(out).toContain(because);
    expect(out.includes('note Policies that bear on the writer ask for aws:SourceVpc, which')).toBe(
      answer.missing !== undefined,
    );
    expect(out).toMatch(verdict);
    expect(code).toBe(1);
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
});

describe('in pages of one entry each', () => {
  const S3 = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  test.each<[string, string, () => void, RegExp]>([
    ['the stack and its sink', 'sink-sqs', () => undefined, /checks, all as declared$/],
    ['the stack and its key', 'kms', () => undefined, /checks, all as declared$/],
    [
      'inline policies',
      'keboola-user',
      () => void bench.writer.inline.set('second', { Statement: [statement] }),
      /WIDER +writer +identity policy/,
    ],
    [
      'inline policies of a role',
      'keboola',
      () => void bench.writer.inline.set('second', { Statement: [statement] }),
      /WIDER +writer +identity policy/,
    ],
    [
      'attached policies',
      'keboola-user',
      () => {
        bench.writer.attached.push('arn:aws:iam::111122223333:policy/none', S3);
        bench.state.managed.set(S3, { Version: '2012-10-17', Statement: statement });
      },
      /attached policies +none +arn:aws:iam::111122223333:policy\/none, arn:aws:iam::aws:policy\/AmazonS3FullAccess/,
    ],
    [
      'attached policies of a role',
      'keboola',
      () => {
        bench.writer.attached.push('arn:aws:iam::111122223333:policy/none', S3);
        bench.state.managed.set(S3, { Version: '2012-10-17', Statement: statement });
      },
      /attached policies +none +arn:aws:iam::111122223333:policy\/none, arn:aws:iam::aws:policy\/AmazonS3FullAccess/,
    ],
    ['groups', 'keboola-user', () => void bench.writer.groups.push('one', 'two'), /groups +none +one, two\n/],
    [
      'keys',
      'keboola-user',
      () => void bench.writer.keys.set('AKIA1', 'Active').set('AKIA2', 'Active'),
      /WIDER +writer +access keys .* 2 active: AKIA1, AKIA2/,
    ],
    [
      'findings of Access Analyzer',
      'keboola-user',
      () =>
        void bench.state.analysis.push(
          { findingType: 'SUGGESTION', issueCode: 'FIRST', findingDetails: 'of two' },
          { findingType: 'ERROR', issueCode: 'SECOND', findingDetails: 'of two' },
        ),
      /DIFFERS +writer +Access Analyzer on the policy \S+ +ERROR\n.*note Access Analyzer [^\n]*FIRST: of two\n/s,
    ],
  ])('%s are read to the end', async (_name, example, change, said) => {
    await bench.start(example);
    bench.state.pageSize = 1;
    change();
    expect((await bench.run()).out).toMatch(said);
  });
});

test.each(['ERROR', 'SECURITY_WARNING'])('an %s of Access Analyzer differs', async (findingType) => {
  await bench.start('keboola');
  bench.state.analysis.push({ findingType, issueCode: 'CODE', findingDetails: 'details' });
  const { code, out } = await bench.run();
  expect(out).toMatch(/checks, 3 different$/);
  expect(code).toBe(1);
});
