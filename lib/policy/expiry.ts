import type { Conditions, Permissions } from '../config/destination';

export type DeleteGrant = Exclude<Permissions['delete'], 'never'>;

/**
 * `until: 2031-12-31` includes that day, so the grant ends as the next one begins, UTC.
 * IAM compares `aws:CurrentTime` with the time of the request, so the grant expires without a deployment.
 */
export function expiry(
  grant: DeleteGrant,
): { readonly end: Date; readonly conditions: Conditions } | undefined {
  if (grant.until === 'forever') return undefined;
  const end = new Date(`${grant.until}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  const timestamp = end.toISOString().replace('.000Z', 'Z');
  return { end, conditions: { DateLessThan: { 'aws:CurrentTime': timestamp } } };
}

export function hasExpired(grant: Permissions['delete'], now: Date): boolean {
  if (grant === 'never') return false;
  const ends = expiry(grant);
  return ends !== undefined && ends.end <= now;
}
