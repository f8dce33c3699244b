import { isObject, type Json, type JsonObject, section } from '../../lib/local/json';
import { statementsOf } from '../../lib/local/policy-document';
import type { ResolvedResource } from '../../lib/local/template';
import type { Declaration } from './grants';
import { grantsIn, listOf, type Reading } from './reading';

/** Properties that hold policies, which are read as such. */
const POLICIES = ['AssumeRolePolicyDocument', 'KeyPolicy', 'PolicyDocument'];

/** Queues, topics, roles, streams in properties that are neither the template's nor declared: where records could go. */
export function foreignPlaces(reading: Reading, declaration: Declaration): string[] {
  const { places, identities, provisioned, ruleArn, bucketArn } = reading;
  const { bucket, further, assumed } = declaration;
  const known = new Set([
    ...places.values(),
    ...identities.map(({ arn }) => arn),
    ...provisioned.queues.map(({ url }) => url),
    ...further.sources,
    ...(further.alarms ?? []),
    ...provisioned.identityProviders.map(({ issuer }) => `https://${issuer}`),
    ...Object.values(assumed).flatMap((trust) =>
      trust === 'nobody' ? [] : Object.values(trust).flatMap(listOf),
    ),
    ...[ruleArn, bucketArn, bucket.key, further.boundary].filter((one) => one !== undefined),
  ]);
  return reading.resources.flatMap(({ logicalId, properties }) =>
    Object.entries(properties)
      .filter(([name]) => !POLICIES.includes(name))
      .flatMap(([name, value]) => texts(value).map((text) => [name, text] as const))
      .filter(([, text]) => /^(arn:|https?:\/\/)/.test(text) && !known.has(text))
      .map(([name, text]) => `${logicalId}: ${name} names ${text}, which nobody declared`),
  );
}

function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value as JsonObject).flatMap((one) => texts(one as Json)) : [];
}

const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'];

/** Trust that goes further than to assume the role: the proof asks about that alone. */
export function widerTrust(reading: Reading): string[] {
  return reading.identities.flatMap(({ word, trust }) =>
    (trust === undefined ? [] : statementsOf(trust))
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, NotAction, NotPrincipal, Principal, Condition }) => {
        const actions = listOf(Action).filter((action) => !ASSUME.includes(action));
        const isToken = section({ Principal } as JsonObject, 'Principal').Federated !== undefined;
        const keys = Object.values((Condition ?? {}) as Record<string, object>).flatMap(Object.keys);
        const strange = isToken ? keys.filter((key) => !/:(sub|aud|oaud)$/.test(key)) : [];
        return [
          ...actions.map((action) => `trust of ${word} allows ${action}`),
          ...strange.map((key) => `trust of ${word} depends on ${key}, which no token of the proof has`),
          ...(NotAction === undefined && NotPrincipal === undefined
            ? []
            : [`trust of ${word} says what it does not`]),
        ];
      }),
  );
}

/** A variable stands for what nobody can read in the policy. */
export function variables(reading: Reading): string[] {
  return grantsIn(reading).flatMap(({ where, statement }) =>
    /\$\{(?![*?$]\})/.test(JSON.stringify(statement)) ? [`${where} has a policy variable`] : [],
  );
}

/** The function's settings are one variable: another could send its requests, or its credentials, elsewhere. */
export function functionVariables({ resources }: Reading): string[] {
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  return functions.flatMap(({ logicalId, properties }: ResolvedResource) =>
    Object.keys(section(section(properties, 'Environment'), 'Variables'))
      .filter((name) => name !== 'SINK_SETTINGS')
      .map((name) => `${logicalId} has the environment variable ${name}, which nobody declared`),
  );
}
