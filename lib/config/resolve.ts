import type { Access, Destination, ExistingBucket, NewBucket } from './destination';
import { bareIssuer, defaultAudience } from './issuer';
import { resolveSink } from './resolve-sink';
import type { DestinationFileOutput } from './schema';

/** The file's own words → the form that the rest of the code reads. Everything was validated before. */
export function resolve(file: string, input: DestinationFileOutput): Destination {
  const { name, environment = {}, vendor, bucket, access, permissions, sink, tags } = input;
  const { prefix, prefixes = prefix === undefined ? [] : [prefix], pattern, testObject } = input.objects;
  const objects = { prefixes, pattern, ...(testObject === undefined ? {} : { testObject }) };
  return deepFreeze({
    file,
    name,
    environment,
    ...(vendor === undefined ? {} : { vendor }),
    bucket: resolveBucket(bucket),
    objects,
    access: resolveAccess(access),
    permissions,
    ...(sink === undefined ? {} : { sink: resolveSink(sink, objects) }),
    tags,
  });
}

function resolveBucket(bucket: DestinationFileOutput['bucket']): NewBucket | ExistingBucket {
  const { name, existing, encryption, versioned, retain, expireObjectsAfterDays } = bucket;
  const given = encryption !== 's3-managed' && encryption !== 'kms';
  if (existing !== undefined)
    return { existing: true, name: existing, ...(given ? { keyArn: encryption } : {}) };
  return {
    existing: false,
    ...(name === undefined ? {} : { name }),
    versioned,
    encryption: given ? { keyArn: encryption } : (encryption as 's3-managed' | 'kms'),
    ...(expireObjectsAfterDays === undefined ? {} : { expireObjectsAfterDays }),
    retain,
  };
}

/** Also what the constructs make of their props. */
export function resolveAccess(access: DestinationFileOutput['access']): Access {
  switch (access.type) {
    case 'iam-user':
      return { ...access, keySerials: access.keyInSecretsManager ? (access.keySerials ?? [1]) : [] };
    case 'cross-account-role': {
      const { externalId, ...rest } = access;
      const pending = externalId === 'pending';
      return { ...rest, pending, ...(externalId === undefined || pending ? {} : { externalId }) };
    }
    case 'web-identity-role': {
      const { subjects, issuer: written, audience: given, ...rest } = access;
      const issuer = bareIssuer(written);
      const audience = given ?? defaultAudience(issuer);
      return {
        ...rest,
        issuer,
        pending: subjects === 'pending',
        subjects: subjects === 'pending' ? [] : subjects,
        ...(audience === undefined ? {} : { audience }),
      };
    }
    default:
      return access;
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
