import {
  type ContextEntry,
  type EvaluationResult,
  type IAMClient,
  paginateSimulatePrincipalPolicy,
} from '@aws-sdk/client-iam';
import { ask } from './ask';
import { ABSENT } from './identity';
import type { Subject } from './place';
import type { Question } from './questions';
import type { Row } from './row';

export interface Simulation {
  readonly rows: readonly Row[];
  /** Condition keys that a policy asks for and nobody told. */
  readonly untold: readonly string[];
}

export interface BucketPolicy {
  readonly bucketArn: string;
  /** As it is deployed. */
  readonly document: unknown;
}

/**
 * IAM's own answer: identity policies, boundary, and those of the organisation, as they are deployed; for users also the
 * bucket policy, which IAM takes for them only.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function simulate(
  subject: Subject,
  questions: readonly Question[],
  bucketPolicy: BucketPolicy | undefined,
  iam: IAMClient,
  progress: (done: number, of: number) => void,
): Promise<Simulation> {
  const rows: Row[] = [];
  const untold = new Set<string>();
  const groups = together(questions);
  for (const [index, group] of groups.entries()) {
    progress(index + 1, groups.length);
    const [{ resource, context } = { resource: '*', context: {} }] = group;
    const answer = await ask({
      of: subject.of,
      what: "IAM's simulation",
      action: 'iam:SimulatePrincipalPolicy',
      resource: subject.arn,
      absent: ABSENT,
      call: async () => {
        const found = new Map<string, EvaluationResult>();
        const input = {
          PolicySourceArn: subject.arn,
          ActionNames: group.map(({ action }) => action),
          ResourceArns: [resource],
          ContextEntries: Object.entries(context).map(entry),
          ...(bucketPolicy !== undefined && isOfBucket(resource, bucketPolicy)
            ? { ResourcePolicy: JSON.stringify(bucketPolicy.document) }
            : {}),
        };
        for await (const page of paginateSimulatePrincipalPolicy({ client: iam }, input)) {
          for (const one of page.EvaluationResults ?? [])
            found.set(String(one.EvalActionName).toLowerCase(), one);
        }
        return found;
      },
    });
    // A second question would be denied as well.
    if (answer.kind === 'unknown') return { rows: [...rows, answer.row], untold: [...untold] };
    for (const question of group) {
      const result = answer.kind === 'told' ? answer.value.get(question.action.toLowerCase()) : undefined;
      for (const key of result?.MissingContextValues ?? []) untold.add(key);
      rows.push(rowOf(subject, question, result));
    }
  }
  return { rows, untold: [...untold].sort() };
}

const isOfBucket = (resource: string, { bucketArn }: BucketPolicy) =>
  resource === bucketArn || resource.startsWith(`${bucketArn}/`);

/** One request holds all actions on the same resource in the same circumstances: IAM takes few a second. */
function together(questions: readonly Question[]): Question[][] {
  const groups = new Map<string, Question[]>();
  for (const question of questions) {
    const key = JSON.stringify([question.resource, Object.entries(question.context).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return [...groups.values()];
}

const TYPES: Readonly<Record<string, ContextEntry['ContextKeyType']>> = {
  'aws:CurrentTime': 'date',
  'aws:SecureTransport': 'boolean',
};

const entry = ([ContextKeyName, value]: [string, string]): ContextEntry => ({
  ContextKeyName,
  ContextKeyValues: [value],
  ContextKeyType: TYPES[ContextKeyName] ?? 'string',
});

function rowOf(
  { of }: Subject,
  { action, resource, when, allowed }: Question,
  result: EvaluationResult | undefined,
): Row {
  const what = `${action} ${resource.replace(/^arn:[^:]+:s3:::/, 's3://')}${when === undefined ? '' : `, ${when}`}`;
  const row = { of, what, declared: allowed ? 'allowed' : 'denied' };
  const decision = result?.EvalDecision;
  if (result === undefined || decision === undefined)
    return { ...row, result: 'not verified', because: 'IAM did not answer it' };
  const isAllowed = decision === 'allowed';
  const actual = isAllowed ? 'allowed' : 'denied';
  if (isAllowed === allowed) return { ...row, result: 'ok', actual };
  const because = isAllowed ? grantedBy(result) : deniedBy(result);
  return { ...row, result: isAllowed ? 'wider' : 'narrower', actual, because };
}

const grantedBy = (result: EvaluationResult) => `granted by ${sourcesOf(result)}`;

function deniedBy(result: EvaluationResult): string {
  if (result.OrganizationsDecisionDetail?.AllowedByOrganizations === false)
    return 'a service control policy of the organisation denies it';
  if (result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false)
    return 'the permissions boundary does not allow it';
  if (result.EvalDecision === 'explicitDeny') return `an explicit Deny in ${sourcesOf(result)}`;
  const untold = result.MissingContextValues ?? [];
  return untold.length === 0
    ? 'no policy allows it'
    : `no policy allows it without ${untold.join(', ')}, which the simulation is not told`;
}

function sourcesOf({ MatchedStatements = [] }: EvaluationResult): string {
  const names = new Set(MatchedStatements.flatMap(({ SourcePolicyId }) => SourcePolicyId ?? []));
  return [...names].join(', ') || 'a policy that IAM does not name';
}
