import type { Objects, Permissions } from '../config/destination';
import { objectsSchema, permissionsSchema } from '../config/schema';
import type { Statement } from '../policy/statement';
import { writerStatements } from '../policy/writer';
import { covers } from './pattern';
import type { Preset } from './preset';

/** An action on a resource, with `${bucket}` and `${prefix}` where a customer's own stand. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
}

/** What a preset grants, in the words of the pages: the same statements that a destination of it gets. */
export function grantsOf({ objects, permissions, init }: Preset, now: Date): Statement[] {
  const { prefix = `\${prefix}`, prefixes = [prefix], pattern, testObject } = objectsSchema.parse(objects);
  const scope: Objects = { prefixes, pattern, ...(testObject === undefined ? {} : { testObject }) };
  const granted: Permissions = { ...permissionsSchema.parse(permissions), ...deletionOf(init, now) };
  const target = { bucketArn: `arn:aws:s3:::\${bucket}`, partition: 'aws', region: 'eu-west-1' };
  return writerStatements({ objects: scope, permissions: granted, now }, target);
}

/** Each action of the vendor's own policy on each of its resources. */
export function asksOf({ asks = [] }: Preset): Ask[] {
  return asks.flatMap(({ Action, Resource }) =>
    [Resource].flat().flatMap((resource) => [Action].flat().map((action) => ({ action, resource }))),
  );
}

/** What is granted and no statement of the vendor's page covers. Without a policy on the page there is nothing to compare. */
export function grantedUnasked(preset: Preset, now: Date): Ask[] {
  const asks = asksOf(preset);
  if (asks.length === 0) return [];
  return pairsOf(grantsOf(preset, now)).filter(
    (grant) => !asks.some((ask) => covers(ask.action, grant.action) && covers(ask.resource, grant.resource)),
  );
}

/** What the vendor's page asks for and the preset does not grant in full: never, or narrower, or for a time. */
export function askedUngranted(preset: Preset, now: Date): Ask[] {
  const unlimited = pairsOf(grantsOf(preset, now).filter(({ conditions }) => conditions === undefined));
  return asksOf(preset).filter(
    (ask) => !unlimited.some((grant) => grant.action === ask.action && grant.resource === ask.resource),
  );
}

function pairsOf(statements: readonly Statement[]): Ask[] {
  return statements.flatMap(({ actions, resources }) =>
    resources.flatMap((resource) => actions.map((action) => ({ action, resource }))),
  );
}

/** What `init` writes into a file counts: the vendor gets it. */
function deletionOf({ deleteAllObjectsForDays: days }: Preset['init'], now: Date): Partial<Permissions> {
  if (days === undefined) return {};
  const until = new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return { delete: { objects: 'all', until } };
}
