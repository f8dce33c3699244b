import {
  getDenialReasons,
  type RequestAnalysis,
  runSimulation,
  type Simulation,
} from '@cloud-copilot/iam-simulate';
import type { NamedPolicy, PolicyDocument } from './policy-document';

/** Who asks, with everything that is attached to them. */
export interface Principal {
  /** As policies and messages name it; for a session arn:aws:sts::…:assumed-role/ROLE/SESSION. */
  readonly arn: string;
  readonly accountId: string;
  readonly policies: readonly NamedPolicy[];
  readonly permissionsBoundary?: NamedPolicy;
  readonly sessionPolicy?: PolicyDocument;
  /** aws:PrincipalArn where it is not `arn`: the role of a session. */
  readonly roleArn?: string;
  readonly userName?: string;
  /** A service such as lambda.amazonaws.com has no policies of its own. */
  readonly isService?: boolean;
}

/** What every request has, whatever it asks for. */
export interface Circumstances {
  /** Milliseconds, by the engine's clock. */
  readonly now: number;
  readonly secure: boolean;
  readonly region: string;
}

export interface Question {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly resourcePolicy?: PolicyDocument;
  readonly circumstances: Circumstances;
  /** Condition keys of the service. */
  readonly context?: Readonly<Record<string, string | string[]>>;
  /** @default true, as S3 has it for new buckets */
  readonly restrictPublicBuckets?: boolean;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly because: string };

/** The policy simulator could not decide: its answer is neither a grant nor a denial. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
  readonly code = 'SimulationFailed';
}

/** Evaluates identity policies, boundary, session policy and resource policy as AWS does for one action on one resource. */
export async function decide(question: Question): Promise<Decision> {
  const { principal, action, resourceAccountId } = question;
  const simulation: Simulation = {
    request: {
      principal: principal.arn,
      action,
      resource: { resource: withoutWildcards(question.resource), accountId: resourceAccountId },
      contextVariables: { ...globalContext(question), ...question.context },
    },
    identityPolicies: [...principal.policies],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: question.resourcePolicy,
    sessionPolicy: principal.sessionPolicy,
    ...(principal.permissionsBoundary && { permissionBoundaryPolicies: [principal.permissionsBoundary] }),
    additionalSettings: { s3: { blockPublicAccess: question.restrictPublicBuckets ?? true } },
  };
  const outcome = await runSimulation(simulation, {});
  if (outcome.resultType === 'error') {
    throw new SimulationError(`${action} on ${question.resource}: ${JSON.stringify(outcome.errors)}`);
  }
  if (outcome.overallResult === 'Allowed') return { allowed: true };
  const analyses = outcome.resultType === 'single' ? [outcome.result] : outcome.results;
  return { allowed: false, because: explain(action, analyses[0]?.analysis) };
}

/** The sentence with which AWS ends most of its refusals. */
export function notAuthorized(
  principal: Principal,
  action: string,
  resource: string,
  because: string,
): string {
  return `User: ${principal.arn} is not authorized to perform: ${action} on resource: "${resource}" ${because}`;
}

/** The simulator rejects milliseconds in dates. */
export function iamTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

function globalContext({ principal, circumstances, resourceAccountId }: Question): Record<string, string> {
  const { now, secure, region } = circumstances;
  return {
    'aws:CurrentTime': iamTime(now),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SecureTransport': String(secure),
    'aws:SourceIp': '127.0.0.1',
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': resourceAccountId,
    'aws:PrincipalIsAWSService': String(principal.isService ?? false),
    ...(!principal.isService && {
      'aws:PrincipalAccount': principal.accountId,
      'aws:PrincipalArn': principal.roleArn ?? principal.arn,
      'aws:PrincipalType': principal.roleArn ? 'AssumedRole' : 'User',
    }),
    ...(principal.userName && { 'aws:username': principal.userName }),
  };
}

/**
 * The simulator takes `*` in the resource of a request for a pattern. In the name of an object it is a character like
 * any other, and a private-use character matches what it would match.
 */
function withoutWildcards(resource: string): string {
  return resource === '*' ? resource : resource.replaceAll('*', '\uE000');
}

const POLICY_KINDS: Readonly<Record<string, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  pb: 'permissions boundary',
  's3-bpa': 'block public access setting',
};

function explain(action: string, analysis: RequestAnalysis | undefined): string {
  const reasons = analysis ? getDenialReasons(analysis) : [];
  const explicit = reasons.find(({ denialType }) => denialType === 'Explicit');
  if (explicit)
    return `with an explicit deny in a ${POLICY_KINDS[explicit.policyType] ?? explicit.policyType}`;
  if (analysis?.sessionAnalysis && analysis.sessionAnalysis.result !== 'Allowed') {
    return `because no session policy allows the ${action} action`;
  }
  const implicit = reasons.find(({ blocking }) => blocking) ?? reasons[0];
  const kind = POLICY_KINDS[implicit?.policyType ?? 'resource'] ?? 'resource-based policy';
  return `because no ${kind} allows the ${action} action`;
}
