import type { Cause, Circumstance } from './causes/cause';
import { NETWORK_CAUSES } from './causes/network';
import { POLICY_CAUSES, UNKNOWN_CAUSE, WIDER_CAUSES } from './causes/policy';
import { ROLE_CAUSES } from './causes/role';
import { SIGNATURE_CAUSES } from './causes/signature';
import type { Difference } from './run';
import { DENIED } from './steps';

/** The likely cause of one difference, in sentences for people. */
export interface Diagnosis {
  readonly id: string;
  readonly cause: string;
  readonly remedy: string;
  /** The words of S3 or STS. */
  readonly said?: string;
  readonly fatal: boolean;
}

/** Everything that the sentences may name. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** In the order in which they are looked at: what is most special first. */
export const CAUSES: readonly Cause[] = [
  ...NETWORK_CAUSES,
  ...ROLE_CAUSES,
  ...SIGNATURE_CAUSES,
  ...POLICY_CAUSES,
  ...WIDER_CAUSES,
];

export function diagnosisOf(
  difference: Difference,
  circumstances: ReadonlySet<Circumstance>,
  facts: Facts,
): Diagnosis {
  const { failure } = difference;
  const given = new Set(circumstances);
  if (failure === undefined) given.add(difference.expected === DENIED ? 'allowed' : 'region-differs');
  else if (failure.status !== undefined) given.add(failure.understood ? 'understood' : 'not-understood');
  if (!difference.worked) given.add('nothing-worked');
  if (difference.acl !== undefined) given.add('acl-sent');
  const cause = CAUSES.find((one) => fits(one, difference, given)) ?? UNKNOWN_CAUSE;
  const known = { ...facts, ...factsOf(difference) };
  const said = failure?.message;
  return {
    id: cause.id,
    cause: fill(cause.because, known),
    remedy: fill(cause.remedy, known),
    ...(said ? { said } : {}),
    fatal: cause.fatal ?? false,
  };
}

function fits({ when }: Cause, { kind, failure }: Difference, given: ReadonlySet<Circumstance>): boolean {
  const { codes, statuses, says, steps } = when;
  if (codes !== undefined && !codes.includes(failure?.code ?? '')) return false;
  if (statuses !== undefined && !statuses.includes(failure?.status ?? 0)) return false;
  if (says !== undefined && !new RegExp(says, 'i').test(failure?.message ?? '')) return false;
  if (steps !== undefined && !steps.includes(kind)) return false;
  return (when.given ?? []).every((one) => given.has(one));
}

/** What the answer itself tells. */
function factsOf({ key, acl, actual, failure }: Difference): Facts {
  const message = failure?.message ?? '';
  const [, who, action, resource] =
    /User: (\S+) is not authorized to perform: (\S+)(?: on resource: "?([^"\s]+)"?)?/.exec(message) ?? [];
  const region =
    failure?.region ?? /expecting '([^']+)'/.exec(message)?.[1] ?? /^200 (.+)$/.exec(actual)?.[1];
  const policy = /policy: (arn:\S+)/.exec(message)?.[1];
  const host = /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT) ([\w.:-]+)/.exec(message)?.[1];
  return defined({
    host,
    key,
    acl,
    who,
    action,
    resource,
    status: failure?.status?.toString(),
    code: failure?.code,
    bucketRegion: region === undefined ? '' : `, but in ${region}`,
    policyArn: policy === undefined ? '' : ` (${policy})`,
    said: message === '' ? `The answer was ${actual}.` : message,
  });
}

function defined(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** What a sentence names and nobody knows is called by what it is. */
const UNKNOWN: Facts = {
  who: 'the writer',
  caller: 'somebody else',
  action: 'it',
  resource: 'the object',
  tokenExpiry: '',
};

function fill(sentence: string, facts: Facts): string {
  return sentence.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => facts[name] ?? UNKNOWN[name] ?? `the ${name}`,
  );
}
