import type { Objects, Permissions } from '../../config/destination';
import { BUCKET, covers, FILLED_IN } from '../../vendors/pattern';
import { worksOn } from './action';
import { type Allowance, allowedBy, denying, type Rule } from './allowance';
import { deniesPlainHttp, isHeld, nameOf } from './condition';
import { type Grant, grantsOf } from './grant';
import { type Note, noteOn } from './note';
import type { ForeignResource, Resource } from './resource';

/** Every action on every resource of the documents that the destination grants in part, or not at all. */
export function reportOf(
  allowance: Allowance,
  objects: Objects,
  permissions: Permissions,
  now: Date,
): Note[] {
  const granted = grantsOf(objects, permissions, now);
  return allowance.rules.flatMap((rule) => notesOf(rule, allowance, granted));
}

function notesOf(rule: Rule, allowance: Allowance, granted: readonly Grant[]): Note[] {
  const { statement, resources } = rule;
  const { effect, actions, notActions, notResources, conditions } = statement;
  const note = noteOn(statement);
  const on = (list: readonly string[]) => list.join(', ');
  if (effect === 'Deny') {
    const outcome =
      allowance.surroundings.newBucket && conditions.length === 1 && conditions.every(deniesPlainHttp)
        ? "the new bucket's own policy denies the same to everybody"
        : 'a destination denies nothing: of what this may deny nothing is granted';
    return [
      note('left-out', `Deny ${on(actions.length > 0 ? actions : ['NotAction', ...notActions])}`, outcome),
    ];
  }
  if (notActions.length > 0)
    return [
      note(
        'left-out',
        `NotAction ${on(notActions)}`,
        'it allows every action but these: name what the vendor does',
      ),
    ];
  if (notResources.length > 0)
    return [
      note(
        'left-out',
        `${on(actions)}, NotResource ${on(notResources)}`,
        'it allows every resource but these',
      ),
    ];
  if (resources.length === 0) return [note('left-out', on(actions), 'it names no resource')];
  return resources.flatMap((resource) => {
    const found = new Map<string, { kind: Note['kind']; actions: string[]; outcome: string }>();
    for (const action of actions) {
      const fate = fateOf(rule, allowance, granted, action, resource);
      if (!fate) continue;
      const key = JSON.stringify(fate);
      const same = found.get(key) ?? { ...fate, actions: [] };
      found.set(key, { ...same, actions: [...same.actions, action] });
    }
    return [...found.values()].map((each) =>
      note(each.kind, `${on(each.actions)} on ${resource.written}`, each.outcome),
    );
  });
}

/** Nothing where the destination grants it as it stands. */
function fateOf(
  rule: Rule,
  allowance: Allowance,
  granted: readonly Grant[],
  action: string,
  resource: Resource | ForeignResource,
): Pick<Note, 'kind' | 'outcome'> | undefined {
  const leftOut = (outcome: string) => ({ kind: 'left-out' as const, outcome });
  if (!/^(s3:|\*$)/i.test(action)) return leftOut(ofOtherService(action));
  if (resource.pattern === undefined) return leftOut(resource.why);
  const { pattern } = resource;
  const only = { statement: { ...rule.statement, actions: [action] }, resources: [resource] };
  const parts = granted.filter((grant) => allowedBy(only, grant, allowance.surroundings));
  if (parts.length === 0) return leftOut(reasonFor(rule, allowance, action, pattern));
  const [first] = parts;
  const asItStands =
    parts.length === 1 &&
    first !== undefined &&
    first.action.toLowerCase() === action.toLowerCase() &&
    isFilledIn(pattern, first.resource) &&
    (first.conditions === undefined || rule.statement.conditions.length > 0);
  return asItStands ? undefined : { kind: 'narrowed', outcome: parts.map(inWords).join('; ') };
}

function reasonFor(rule: Rule, allowance: Allowance, action: string, pattern: string): string {
  const place = worksOn(action);
  const onBucket = pattern === BUCKET;
  if (place === 'objects' && onBucket) return 'it applies to objects: on the bucket itself it grants nothing';
  if (place === 'bucket' && !onBucket && !covers(pattern, BUCKET))
    return 'it applies to the bucket: on objects it grants nothing';
  const resource = onBucket ? BUCKET : `${BUCKET}/*`;
  const unheld = rule.statement.conditions.filter(
    (condition) => !isHeld(condition, { action, resource }, allowance.surroundings),
  );
  if (unheld.length > 0)
    return `it holds only under ${unheld.map(nameOf).join(', ')}, which a destination could not say`;
  if (denying(allowance, { action, resource }) !== undefined) return 'another statement denies a part of it';
  if (/[*?]/.test(action))
    return 'a wildcard for actions of which a destination grants none here: name what the vendor does';
  const twin = TWINS[action.toLowerCase()];
  if (twin) return `a destination grants it together with ${twin} only, on all objects in scope`;
  if (/ListAllMyBuckets/i.test(action)) return 'it shows the names of all buckets of the account';
  if (HAVE_KEYS.has(action.toLowerCase())) return 'it does not hold for all objects in scope';
  if (place === 'bucket' && !/^s3:(get|list)/i.test(action))
    return 'it changes the bucket itself, which a destination lets no writer do';
  return 'no key of a destination grants it: write it into permissions.additional if the vendor fails without it';
}

const TWINS: Readonly<Record<string, string>> = {
  's3:abortmultipartupload': 's3:ListMultipartUploadParts',
  's3:listmultipartuploadparts': 's3:AbortMultipartUpload',
};

const HAVE_KEYS: ReadonlySet<string> = new Set([
  's3:putobject',
  's3:getobject',
  's3:deleteobject',
  's3:listbucket',
  's3:getbucketlocation',
  's3:putobjectacl',
]);

function ofOtherService(action: string): string {
  return /^kms:/i.test(action)
    ? 'write the ARN of the key as bucket.encryption: what S3 needs of it is granted then, through S3 only'
    : 'it belongs to another service: attach it to the identity yourself if the vendor fails without it';
}

/** Whether the reader's own values are all that is new. */
function isFilledIn(pattern: string, resource: string): boolean {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split(FILLED_IN).map(literal).join('[^*?]+')}$`).test(resource);
}

function inWords({ action, resource, when }: Grant): string {
  return `${action} on ${resource.replace(BUCKET, '<bucket>')}${when === undefined ? '' : `, ${when}`}`;
}
