import type { Destination } from '../config/destination';
import { nearest } from '../config/did-you-mean';
import type { Finding } from './finding';
import { REGIONS } from './regions';
import { S3_ACTIONS } from './s3-actions';

/** Names of the right form that AWS did not have when this version was made: new ones come, so that they are no mistake. */
export function unknownNames({ environment, permissions, access }: Destination): Finding[] {
  const found: Finding[] = [];
  const { region } = environment;
  if (region !== undefined && !REGIONS.includes(region)) {
    const message = `${region} is no region that this version knows, and is taken as it stands${meant(region, REGIONS)}`;
    found.push({ code: 'unknown-region', path: 'environment.region', message });
  }
  if (access.type === 'none') return found;
  for (const [index, { action, on }] of permissions.additional.entries()) {
    // IAM ignores the case of actions.
    const known = S3_ACTIONS[on].some((one) => one.toLowerCase() === action.toLowerCase());
    if (known) continue;
    const of = on === 'bucket' ? 'the bucket' : 'objects';
    const message = `${action} is no action on ${of} that this version knows, and IAM takes a name that grants nothing${meant(action, S3_ACTIONS[on])}`;
    found.push({ code: 'unknown-action', path: `permissions.additional[${index}].action`, message });
  }
  return found;
}

function meant(typed: string, known: readonly string[]): string {
  const word = nearest(typed, known);
  return word === undefined ? '' : `: did you mean ${word}?`;
}
