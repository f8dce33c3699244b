import {
  createValidatedPolicy,
  validateIdentityPolicy,
  validateResourcePolicy,
} from '@cloud-copilot/iam-policy';
import { anonymousPrincipal, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { NamedPolicy, PolicyDocument } from '../../lib/local/policy-document';

/** Who asks. */
export interface Caller {
  /** For the table. */
  readonly name: string;
  /** An ARN, the name of a service, or nobody who signed. */
  readonly principal: string | undefined;
  readonly accountId?: string;
  readonly policies: readonly NamedPolicy[];
  /** Condition keys that say who asks. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly resourcePolicy?: PolicyDocument;
  readonly context: Readonly<Record<string, string>>;
}

let count = 0;
/** How many simulations this process has run. */
export const simulations = () => count;
export const countOne = () => {
  count += 1;
};

/**
 * What IAM would say. Block Public Access is off here, so that it cannot hide a policy that lets the public in; that it
 * is on is proven by itself.
 */
export async function isAllowed(asked: Asked): Promise<boolean> {
  const { caller, action, resource, resourceAccountId, resourcePolicy, context } = asked;
  const simulation: Simulation = {
    request: {
      principal: caller.principal ?? anonymousPrincipal,
      action,
      resource: { resource: literally(resource), accountId: resourceAccountId },
      contextVariables: { ...caller.context, ...context },
    },
    identityPolicies: caller.policies.map(({ name, policy }) => ({
      name,
      policy: validated(policy, validateIdentityPolicy),
    })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: resourcePolicy && validated(resourcePolicy, validateResourcePolicy),
    additionalSettings: { s3: { blockPublicAccess: false } },
  };
  countOne();
  const outcome = await runSimulation(simulation, {});
  if (outcome.resultType === 'error') {
    const question = `${caller.name}: ${action} on ${resource}`;
    throw new Error(`the simulator cannot decide "${question}": ${JSON.stringify(outcome.errors)}`);
  }
  return outcome.overallResult === 'Allowed';
}

const known = new WeakMap<PolicyDocument, ReturnType<typeof createValidatedPolicy>>();

/** A policy is validated once, which is half of what a simulation costs. */
function validated(policy: PolicyDocument, validate: typeof validateIdentityPolicy) {
  const found = known.get(policy) ?? createValidatedPolicy(policy, validate);
  known.set(policy, found);
  return found;
}

/** In the resource of a request the simulator takes an asterisk for a pattern; in an object's name it is a character. */
function literally(resource: string): string {
  return resource === '*' ? resource : resource.replaceAll('*', '\uE000');
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
