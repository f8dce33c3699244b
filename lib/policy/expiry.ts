import type { Conditions, Permissions } from '../config/destination';

export type DeleteGrant = Exclude<Permissions['delete'], 'never'>;

/** `until: 2031-12-31` includes that day, so the grant ends as the next one begins, UTC. */
export function endOf(grant: DeleteGrant): Date | undefined {
  if (grant.until === 'forever') return undefined;
  const end = new Date(`${grant.until}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return end;
}

export function hasExpired(grant: Permissions['delete'], now: Date): boolean {
  if (grant === 'never') return false;
  const end = endOf(grant);
  return end !== undefined && end <= now;
}

/** IAM compares `aws:CurrentTime` with the time of the request, so that the grant expires without a deployment. */
export function timeLimit(grant: DeleteGrant): { readonly conditions?: Conditions; readonly when?: string } {
  const end = endOf(grant);
  if (end === undefined) return {};
  return {
    conditions: { DateLessThan: { 'aws:CurrentTime': end.toISOString().replace('.000Z', 'Z') } },
    when: `until ${grant.until} (UTC, that day included)`,
  };
}
