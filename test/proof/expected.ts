import type { Role } from './callers';
import type { Circumstance } from './circumstances';
import { type Declaration, type Grant, hasForm } from './grants';
import type { Reading } from './reading';

/** One thing that somebody asks for. */
export interface Request {
  readonly caller: Role;
  readonly action: string;
  readonly resource: string;
  readonly circumstance: Circumstance;
}

/** What the declaration says of a request: everything that it does not name is denied. */
export function isDeclared(reading: Reading, declaration: Declaration, request: Request): boolean {
  const { caller, action, resource, circumstance } = request;
  // Whoever has credentials may ask whose they are: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  if (action === 'sts:GetCallerIdentity') return caller.principal !== undefined;
  if (wantsTls(reading, declaration, resource) && !circumstance.tls) return false;
  if (caller.isAdmin) return true;
  const grants = caller.word === undefined ? [] : (declaration.may[caller.word] ?? []);
  return grants.some(
    (grant) =>
      grant.actions.includes(action) &&
      grant.places.some((place) => isAt(reading, place, resource)) &&
      allows(reading, grant, circumstance),
  );
}

/** The kit's own buckets and queues take nothing over plain HTTP. */
function wantsTls({ bucketArn, places }: Reading, { bucket }: Declaration, resource: string): boolean {
  if (resource === places.get('the queue') || resource === places.get('the dead letters')) return true;
  const inBucket = resource === bucketArn || resource.startsWith(`${bucketArn}/`);
  return inBucket && bucket.existing === undefined;
}

function isAt({ places, bucketArn }: Reading, place: string, resource: string): boolean {
  const arn = places.get(place) ?? (place.startsWith('arn:') ? place : undefined);
  if (place === 'the log') return resource.startsWith(`${arn}:log-stream:`);
  if (arn !== undefined) return resource === arn;
  const start = `${bucketArn}/`;
  return resource.startsWith(start) && hasForm(place, resource.slice(start.length));
}

function allows(reading: Reading, grant: Grant, { at, via, under, ...source }: Circumstance): boolean {
  const { through, until, on, account } = grant;
  if (until !== undefined && at >= until) return false;
  if (through !== undefined) {
    const service = `${through}.${reading.region}.amazonaws.com`;
    if (via !== service && via !== `${service}.cn`) return false;
  }
  if (grant.under !== undefined && !grant.under.some((start) => under?.startsWith(start))) return false;
  if (account !== undefined && source.sourceAccount !== account) return false;
  if (on === undefined) return true;
  return source.sourceArn === (on === 'the rule' ? reading.ruleArn : on);
}
