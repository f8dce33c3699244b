import type { Objects, Permissions } from '../../config/destination';
import { BUCKET, covers } from '../../vendors/pattern';
import { worksOn } from './action';
import { type Allowance, allowedBy, denying, type Rule } from './allowance';
import { deniesPlainHttp, isHeld, nameOf } from './condition';
import { type Grant, grantsOf } from './grant';
import { type Note, noteOn } from './note';
import { isMarked, placeholdersOf } from './placeholder';
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
    const words = resource.pattern === undefined ? [] : wordsIn(rule, resource, allowance, granted);
    const found = new Map<string, { kind: Note['kind']; actions: string[]; outcome: string }>();
    for (const action of actions) {
      const fate = fateOf(rule, allowance, granted, action, resource);
      if (!fate) continue;
      const key = JSON.stringify(fate);
      const same = found.get(key) ?? { ...fate, actions: [] };
      found.set(key, { ...same, actions: [...same.actions, action] });
    }
    return [
      ...words.map(([word, value]) =>
        note(
          'kept',
          `${word} in ${resource.written}`,
          `it was taken for your own prefix, ${value}: if the vendor means that very name, choose it as your prefix`,
        ),
      ),
      ...[...found.values()].map((each) =>
        note(each.kind, `${on(each.actions)} on ${resource.written}`, each.outcome),
      ),
    ];
  });
}

/** Unmarked words for which the user's prefixes were put in, where something is granted because of it. */
function wordsIn(
  rule: Rule,
  resource: Resource,
  { surroundings }: Allowance,
  granted: readonly Grant[],
): (readonly [string, string])[] {
  const grants = granted.some((grant) => allowedBy({ ...rule, resources: [resource] }, grant, surroundings));
  const words = new Set(placeholdersOf(resource.text).filter((one) => grants && !isMarked(one)));
  return surroundings.fillings.flatMap((filling) =>
    [...words].flatMap((word) => {
      const value = filling.get(word);
      return value === undefined || value === word ? [] : [[word, value] as const];
    }),
  );
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
  if (parts.length === 0) {
    const open = openIn(resource, allowance);
    return leftOut(open ?? reasonFor(rule, allowance, action, pattern));
  }
  const [first] = parts;
  const asItStands =
    parts.length === 1 &&
    first !== undefined &&
    first.action.toLowerCase() === action.toLowerCase() &&
    resource.filled.includes(first.resource) &&
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

/** What nobody can tell of the resource, although the user's prefixes say what other placeholders stand for. */
function openIn({ text, filled }: Resource, { surroundings }: Allowance): string | undefined {
  const isTold = (placeholder: string) => surroundings.fillings.some((filling) => filling.has(placeholder));
  const open = filled.length > 0 ? [] : placeholdersOf(text).filter((one) => !isTold(one));
  return open.length === 0
    ? undefined
    : `your prefix does not say what ${open.join(', ')} stands for: write your own value into the document`;
}

function inWords({ action, resource, when }: Grant): string {
  return `${action} on ${resource.replace(BUCKET, '<bucket>')}${when === undefined ? '' : `, ${when}`}`;
}
