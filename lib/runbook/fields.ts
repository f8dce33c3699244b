import { accessComplaints } from '../config/access-consistency';
import type { Destination } from '../config/destination';
import type { Draft } from '../config/draft';
import { objectsComplaints } from '../config/objects-consistency';
import { placeComplaints } from '../config/place-consistency';
import { type Complaint, type KeyPath, renderPath, under } from '../config/problem';
import { resolveAccess } from '../config/resolve';
import { inForm, RULES, type Rule, violation } from '../config/rules';
import { limitComplaints } from '../config/sink-limits';
import { sizeComplaints } from '../policy/limits';
import { homeComplaints } from '../vendors/home-partition';
import { missingComplaints } from '../vendors/missing';
import type { RunbookInput } from './input';
import { placeholderComplaints } from './placeholders';

/** A value of the destination file that a reader of the runbook may put in. */
export interface Field {
  readonly id: string;
  readonly label: string;
  /** What the value may look like: the rule of the destination file. */
  readonly rule: Rule;
  /** What to write, where there is no YAML around it. */
  readonly hint: string;
  readonly value: string;
  /** Whether the file may leave it out. */
  readonly optional: boolean;
  /** Its place in the destination file. */
  readonly path: KeyPath;
}

/** A value that the destination file would refuse; `message` is the file's own sentence. */
export interface Refused {
  /** The key that the sentence is about; not always the one that was changed. */
  readonly path: string;
  readonly message: string;
}

export function fieldsOf({ destination, preset }: RunbookInput): Field[] {
  const { access, bucket, environment } = destination;
  const label = preset?.parameters.find(
    (one) => one.key === 'externalId' && one.access === access.type,
  )?.label;
  return [
    field('account', 'AWS account ID', RULES.accountId, environment.account, ['environment', 'account']),
    field('region', 'Region', RULES.region, environment.region, ['environment', 'region']),
    bucket.existing
      ? field(
          'bucket',
          'Existing bucket',
          RULES.existingBucketName,
          bucket.name,
          ['bucket', 'existing'],
          false,
        )
      : field('bucket', 'Bucket name', RULES.bucketName, bucket.name, ['bucket', 'name']),
    ...prefixFields(destination, preset?.objects.prefix === undefined),
    ...(access.type === 'cross-account-role'
      ? [
          field(
            'external-id',
            label ?? 'External ID',
            RULES.externalId,
            access.pending ? 'pending' : access.externalId,
            ['access', 'externalId'],
          ),
        ]
      : []),
  ];
}

/** An empty prefix would be the preset's again, where it has one. */
function prefixFields({ objects }: Destination, optional: boolean): Field[] {
  const { prefixes } = objects;
  return prefixes.length > 1
    ? prefixes.map((value, index) =>
        field(
          `prefix-${index + 1}`,
          `Prefix ${index + 1}`,
          RULES.prefix,
          value,
          ['objects', 'prefixes', index],
          false,
        ),
      )
    : [field('prefix', 'Prefix', RULES.prefix, prefixes[0], ['objects', 'prefix'], optional)];
}

function field(
  id: string,
  label: string,
  rule: Rule,
  value: string | undefined,
  path: KeyPath,
  optional = true,
): Field {
  const asked = inForm(rule);
  return { id, label, rule: asked, hint: asked.is, value: value ?? '', optional, path };
}

/** The input with another value, judged as the destination file would judge it. An empty value is a key left out. */
export function change(input: RunbookInput, changed: Field, value: string): RunbookInput | Refused {
  const leftOut = value === '' && changed.optional;
  const wrong = leftOut ? undefined : violation(changed.rule, value);
  if (wrong !== undefined) return { path: renderPath(changed.path), message: wrong };
  const given = leftOut ? undefined : value;
  const own = edited(input.own, changed.path, given);
  const draft = edited(input.draft, changed.path, given);
  const destination = { ...input.destination, ...resolved(input.destination, changed, draft, given) };
  const [complaint] = complaints({ ...input, own, draft, destination });
  if (complaint !== undefined) return { path: renderPath(complaint.path), message: complaint.message };
  return { ...input, own, draft, destination };
}

export const isRefused = (result: RunbookInput | Refused): result is Refused => 'message' in result;

/** As the file is judged: what the preset asks for goes before what the kind of access does. */
function complaints({ own, draft, destination, preset, now }: RunbookInput): Complaint[] {
  return [
    ...(preset === undefined
      ? []
      : [
          ...missingComplaints(preset, own.access, draft.access),
          ...homeComplaints(preset, draft.environment, draft.access),
        ]),
    ...objectsComplaints(draft.objects ?? {}).map(under('objects')),
    ...accessComplaints(draft.access ?? {}).map(under('access')),
    ...placeholderComplaints(draft),
    ...placeComplaints(draft),
    ...(draft.sink === undefined ? [] : limitComplaints(draft.sink, draft.objects ?? {}).map(under('sink'))),
    ...sizeComplaints(destination, new Date(now)),
  ];
}

/** The section of the destination in which the value stands. */
function resolved(
  { environment, bucket, objects }: Destination,
  { path }: Field,
  draft: Draft,
  value: string | undefined,
): Partial<Destination> {
  const [section, key, index] = path;
  switch (section) {
    case 'environment':
      return { environment: edited(environment, [key as string], value) };
    case 'bucket':
      return { bucket: edited(bucket, ['name'], value) };
    case 'objects': {
      const prefixes =
        index === undefined ? [value] : objects.prefixes.map((one, at) => (at === index ? value : one));
      return { objects: { ...objects, prefixes: prefixes.filter((one) => one !== undefined) } };
    }
    default:
      return { access: resolveAccess(draft.access as Parameters<typeof resolveAccess>[0]) };
  }
}

/** A copy with another value at that path; without one, the key goes, and the section that it leaves empty. */
function edited<T>(holder: T, path: KeyPath, value: string | undefined): T {
  return (at(holder, path, value) ?? {}) as T;
}

function at(holder: unknown, [key, ...rest]: KeyPath, value: string | undefined): unknown {
  if (key === undefined) return value;
  if (Array.isArray(holder)) return holder.map((one, index) => (index === key ? at(one, rest, value) : one));
  const { [key]: before, ...others } = (holder ?? {}) as Readonly<Record<string, unknown>>;
  const after = at(before, rest, value);
  if (after !== undefined)
    return Object.hasOwn((holder ?? {}) as object, key)
      ? Object.fromEntries(
          Object.entries(holder as object).map(([name, one]) => [name, name === key ? after : one]),
        )
      : { ...others, [key]: after };
  return Object.keys(others).length === 0 ? undefined : others;
}
