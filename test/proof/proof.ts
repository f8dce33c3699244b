import { statementsOf } from '../../lib/local/policy-document';
import { type Action, allActions, namesAction } from './actions';
import { everybody, type Role } from './callers';
import { circumstancesOf } from './circumstances';
import { isDeclared, type Request } from './expected';
import type { Declaration } from './grants';
import { grantsIn, listOf, type Reading, read } from './reading';
import { applicable, type Resources, resourcesOf } from './resources';
import { openDoors } from './settings';
import { isAllowed, simulations } from './simulate';
import type { FlatTemplate } from './stacks';
import { attempts } from './trust';

export interface Outcome {
  readonly simulations: number;
  /** Allows that the declaration wants. */
  readonly expected: number;
  /** What is allowed, or open, and nobody declared. */
  readonly unexpected: readonly string[];
  /** What is declared and not allowed. */
  readonly missing: readonly string[];
  /** What the simulator allowed. */
  readonly allowed: readonly Allowed[];
}

export interface Allowed {
  readonly who: string;
  readonly what: string;
  readonly on: string;
  readonly when: string;
}

export interface Effort {
  /** Only actions that some statement, or the declaration, names. */
  readonly namedOnly?: boolean;
  /** For mutations: one miss is enough. */
  readonly stopAtFirst?: boolean;
  /** For mutations of anything but trust: who may assume the roles is not asked. */
  readonly withoutTrust?: boolean;
}

/** Asked of an administrator without TLS, whatever the statements name. */
const OVER_HTTP = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'sqs:SendMessage'];

/** Compares what a template allows with what a declaration says, request by request. */
export async function prove(template: FlatTemplate, declaration: Declaration, effort: Effort = {}) {
  const before = simulations();
  const reading = read(template, declaration);
  const unexpected = [...openDoors(reading, declaration), ...(await unlistedActions(reading))];
  const missing: string[] = [];
  const allowed: Allowed[] = [];
  let expected = 0;
  const isEnough = () => effort.stopAtFirst === true && unexpected.length > 0;
  const compare = (isWanted: boolean, is: boolean, what: Allowed) => {
    if (isWanted) expected += 1;
    if (is) allowed.push(what);
    const sentence = `${what.who}: ${what.what} on ${what.on}, ${what.when}`;
    if (is && !isWanted) unexpected.push(sentence);
    if (!is && isWanted) missing.push(sentence);
  };
  if (!isEnough()) {
    if (!effort.withoutTrust) await proveTrust(reading, declaration, compare, isEnough);
    for (const request of await requests(reading, declaration, effort)) {
      if (isEnough()) break;
      const { caller, action, resource, circumstance } = request;
      const is = await isAllowed({
        caller,
        action,
        resource,
        resourceAccountId: reading.accountId,
        resourcePolicy: resourcePolicyOf(reading, resource),
        context: circumstance.context,
      });
      compare(isDeclared(reading, declaration, request), is, {
        who: caller.name,
        what: action,
        on: labelOf(reading, resource),
        when: circumstance.name,
      });
    }
  }
  const outcome: Outcome = { simulations: simulations() - before, expected, unexpected, missing, allowed };
  return outcome;
}

type Compare = (isWanted: boolean, is: boolean, what: Allowed) => void;

async function proveTrust(
  reading: Reading,
  declaration: Declaration,
  compare: Compare,
  isEnough: () => boolean,
) {
  for (const identity of reading.identities.filter(({ isRole }) => isRole)) {
    for (const attempt of attempts(reading, declaration, identity)) {
      if (isEnough()) return;
      compare(attempt.isDeclared, await attempt.isAllowed(), {
        who: attempt.who,
        what: 'assume',
        on: `the role of the ${identity.word}`,
        when: attempt.how,
      });
    }
  }
}

/** The requests in an order in which a hole shows early. */
async function requests(reading: Reading, declaration: Declaration, { namedOnly = false }: Effort) {
  const callers = everybody(reading, declaration);
  const resources = resourcesOf(reading, declaration);
  const actions = await allActions();
  const names = namedActions(reading, declaration, actions);
  const named = actions.filter(({ name }) => names.has(name));
  const isWanted = ({ name, isAsked }: Action) => (namedOnly ? OVER_HTTP.includes(name) : isAsked);
  const others = actions.filter((action) => isWanted(action) && !names.has(action.name));
  return [
    ...named.flatMap((action) => fully(reading, declaration, action, callers, resources)),
    ...others.flatMap((action) => briefly(reading, declaration, action, callers, resources)),
  ];
}

/** Every caller, every resource in ordinary circumstances; in the others one in scope, one beside, and every fourth. */
function fully(
  reading: Reading,
  declaration: Declaration,
  action: Action,
  callers: readonly Role[],
  { objects, fewObjects, buckets, places }: Resources,
): Request[] {
  const everywhere = applicable(action, [...objects, ...buckets, ...places]);
  const few = applicable(action, [...fewObjects, ...buckets.slice(0, 2), ...places]);
  const some = everywhere.filter((resource, at) => at % 4 === 0 || few.includes(resource));
  return callers.flatMap((caller) => {
    const others = caller.word === undefined ? few : some;
    return circumstancesOf(reading, declaration, action.name, caller.isService === true).flatMap(
      (circumstance, index) =>
        (index === 0 ? everywhere : others)
          .filter((resource) => isWorthAsking(reading, caller, resource))
          .map((resource) => ({ caller, action: action.name, resource, circumstance })),
    );
  });
}

/** An action that no statement names: in ordinary circumstances, on some of each kind. */
function briefly(
  reading: Reading,
  declaration: Declaration,
  action: Action,
  callers: readonly Role[],
  { fewObjects, buckets, places }: Resources,
): Request[] {
  const some = applicable(action, [...fewObjects, ...buckets.slice(0, 2), ...places]);
  return callers.flatMap((caller) => {
    const all = circumstancesOf(reading, declaration, action.name, caller.isService === true);
    return all
      .slice(0, caller.isAdmin ? 2 : 1)
      .flatMap((circumstance) =>
        some
          .filter((resource) => isWorthAsking(reading, caller, resource))
          .map((resource) => ({ caller, action: action.name, resource, circumstance })),
      );
  });
}

/**
 * Who has no policy of this template is asked where a policy of the template could let them in; an administrator, who
 * has one of their own, where a policy of the template must keep them out.
 */
function isWorthAsking(reading: Reading, caller: Role, resource: string): boolean {
  const guarded = guardOf(reading, resource);
  if (caller.isAdmin) return guarded !== undefined && !resource.includes(':kms:');
  if (reading.identities.some(({ word }) => word === caller.word)) return true;
  return guarded !== undefined || resource.startsWith(`${reading.bucketArn}/`);
}

function guardOf({ resourcePolicies, bucketArn }: Reading, resource: string) {
  return resourcePolicies.get(resource.startsWith(`${bucketArn}/`) ? bucketArn : resource);
}

/** A key that is not in the template is taken to have the policy that KMS gives by default. */
function resourcePolicyOf(reading: Reading, resource: string) {
  const own = guardOf(reading, resource);
  if (own !== undefined || !resource.includes(':kms:')) return own;
  return reading.defaultKeyPolicy;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function namedActions(reading: Reading, { may }: Declaration, actions: readonly Action[]): Set<string> {
  // With this one statement a key policy leaves the key to the policies of its account.
  const [byDefault] = statementsOf(reading.defaultKeyPolicy);
  const grants = grantsIn(reading)
    .map(({ statement }) => statement)
    .filter(
      ({ Principal, Action }) => !isSame([Principal, Action], [byDefault?.Principal, byDefault?.Action]),
    );
  const declared = Object.values(may).flatMap((list) => list.flatMap((grant) => grant.actions));
  const isNamed = (name: string) =>
    grants.some(
      ({ Action, NotAction }) =>
        listOf(Action).some((pattern) => namesAction(pattern, name)) ||
        (NotAction !== undefined && !listOf(NotAction).some((pattern) => namesAction(pattern, name))),
    );
  return new Set([...declared, ...actions.map(({ name }) => name).filter(isNamed)]);
}

/** A statement about a service that the proof does not ask about would go unseen. */
async function unlistedActions(reading: Reading): Promise<string[]> {
  const names = (await allActions()).map(({ name }) => name);
  return grantsIn(reading).flatMap(({ where, statement }) =>
    statementsOf({ Statement: statement })
      .flatMap(({ Action }) => listOf(Action))
      .filter((pattern) => !names.some((name) => namesAction(pattern, name)))
      .map((pattern) => `${where} names ${pattern}, which is in no list`),
  );
}

function labelOf({ bucketArn, bucketName, places }: Reading, resource: string): string {
  if (resource.startsWith(`${bucketArn}/`)) return shortened(resource.slice(bucketArn.length + 1));
  const word = [...places].find(([, arn]) => arn === resource)?.[0];
  const log = places.get('the log');
  if (word === undefined && log !== undefined && resource.startsWith(`${log}:`)) return 'the log';
  return word ?? resource.replaceAll(bucketName, '<bucket>');
}

function shortened(name: string): string {
  return name.replace(/字{20,}/, (run) => `字…(${run.length} times)`);
}
