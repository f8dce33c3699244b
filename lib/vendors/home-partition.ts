import { partitionOf } from '../config/partition';
import { at, type Complaint } from '../config/problem';
import { isMapping, type Keys } from './missing';
import type { Preset } from './preset';

type Homed = Pick<Preset, 'name' | 'access' | 'variants'>;

/**
 * An account belongs to one partition, and its 12 digits may be somebody else's in another: to trust the preset's
 * principal there would let a stranger in.
 */
export function homeComplaints(preset: Homed, environment: unknown, access: unknown): Complaint[] {
  if (!isMapping(environment) || typeof environment.region !== 'string' || !isMapping(access)) return [];
  const message = homeViolation(preset, environment.region, access);
  return message === undefined ? [] : [at(['environment', 'region'], message)];
}

/** Why the vendor's principal cannot be trusted from that region, and what to write instead. */
export function homeViolation(
  { name, access: kinds, variants }: Homed,
  region: string,
  { type, principal }: Keys,
): string | undefined {
  const partition = partitionOf(region);
  if (typeof principal !== 'string' || principal !== kinds[type as keyof typeof kinds]?.principal) return;
  const home = homeOf(principal);
  if (home === partition) return undefined;
  const there = variants
    .filter(({ access, key, value }) => access === type && key === 'principal' && homeOf(value) === partition)
    .map(({ value }) => value);
  const which = there.length > 0 ? there.join(' or ') : 'if it has one';
  return `is of the partition ${partition}, and the preset's principal ${principal} is ${name} in ${home} only: write a region of ${home}, or under access.principal the one that ${name} has in ${partition}, ${which}`;
}

/** The principal, where it is the preset's own, as an ARN: 12 digits would be an account of the partition they stand in. */
export function homePrincipal(
  { access: kinds }: Pick<Preset, 'access'>,
  { type, principal }: { readonly type: string; readonly principal: string },
): string {
  const isAccount =
    principal === kinds[type as keyof typeof kinds]?.principal && !principal.startsWith('arn:');
  return isAccount ? `arn:${homeOf(principal)}:iam::${principal}:root` : principal;
}

/** Account IDs of the catalogue are those of the commercial partition, as the vendors' pages give them. */
const homeOf = (principal: string) => (principal.startsWith('arn:') ? principal.split(':')[1] : 'aws');
