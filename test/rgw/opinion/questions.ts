import { encodeKey } from '../../../lib/aws/object-path';
import { namesAction } from '../../proof/actions';
import { circumstance } from '../../proof/circumstances';
import { listOf } from '../../proof/reading';
import { objectNames } from '../../proof/resources';
import { isAllowed } from '../../proof/simulate';
import type { Place } from './engine';
import { PROBES, type Probe } from './probes';
import { type Asker, BUCKET, bucketArn, type Subject, statementsAbout } from './subject';

export interface Question {
  readonly who: Asker;
  readonly probe: Probe;
  readonly place: Place;
  readonly tls: boolean;
}

/** An object in each bucket, beside every scope. */
export const KEPT = 'kept.txt';
export const OTHER_BUCKETS = [`${BUCKET}-evil`, BUCKET.slice(0, -1), `x${BUCKET}`, 'unrelated'];

/** What the writer is asked: what some statement names everywhere, and the rest in a few places. */
export function questionsOfWriter(subject: Subject): Question[] {
  const named = PROBES.filter(({ asks }) => isNamed(subject, asks[0] ?? ''));
  const others = PROBES.filter((probe) => !named.includes(probe));
  return [
    ...named.flatMap((probe) => everywhere(subject, probe)),
    ...others.flatMap((probe) => few(subject, 'writer', probe)),
  ];
}

/** What everybody else is asked; the answers depend on the bucket policy alone. */
export function questionsOfOthers(subject: Subject): Question[] {
  return PROBES.filter(({ on }) => on !== 'service').flatMap((probe) =>
    (['colleague', 'stranger', 'anonymous'] as const).flatMap((who) => few(subject, who, probe)),
  );
}

function isNamed(subject: Subject, action: string): boolean {
  return statementsAbout(subject).some(
    ({ Effect, Action, NotAction }) =>
      Effect === 'Allow' &&
      (listOf(Action).some((pattern) => namesAction(pattern, action)) ||
        (NotAction !== undefined && !listOf(NotAction).some((pattern) => namesAction(pattern, action)))),
  );
}

/** Every name, every bucket, every prefix; the first without TLS, too. */
function everywhere({ declaration }: Subject, probe: Probe): Question[] {
  const names = objectNames(declaration);
  const prefixes = [undefined, '', ...new Set(names.flatMap(prefixesOf))];
  const all = places(probe, names, prefixes, OTHER_BUCKETS).map(
    (place): Question => ({ who: 'writer', probe, place, tls: true }),
  );
  return [...all, ...all.slice(0, 1).map((first) => ({ ...first, tls: false }))];
}

/** One in scope, and another bucket. */
function few({ declaration }: Subject, who: Asker, probe: Probe): Question[] {
  const [first = 'a'] = objectNames(declaration);
  const prefixes = [undefined, prefixesOf(first).at(-1)];
  return places(probe, [first], prefixes, OTHER_BUCKETS.slice(0, 1)).map((place) => ({
    who,
    probe,
    place,
    tls: true,
  }));
}

function places(
  { request, on, lists }: Probe,
  names: readonly string[],
  prefixes: readonly (string | undefined)[],
  others: readonly string[],
): Place[] {
  const [first = 'a', second = KEPT] = names;
  if (on === 'service') return [{ bucket: request === 'PUT' ? newBucket() : '' }];
  if (on === 'object')
    return [
      ...names.map((name) => ({ bucket: BUCKET, name, source: name === first ? second : first })),
      ...others.map((bucket) => ({ bucket, name: first, source: KEPT })),
    ];
  return [
    ...(lists ? prefixes : [undefined]).map((prefix) => ({ bucket: BUCKET, prefix })),
    ...others.map((bucket) => ({ bucket })),
  ];
}

let made = 0;
function newBucket(): string {
  made += 1;
  return `new-${made}`;
}

/** The folder of an object, as a listing names it, and what only begins like it. */
function prefixesOf(name: string): string[] {
  const folder = name.replace(/[^/]*$/, '');
  return [folder.slice(0, -1), folder];
}

/** What the simulator says: all that the request needs must be allowed. */
export async function isAllowedBySimulator(
  { reading, roles }: Subject,
  { who, probe, place, tls }: Question,
) {
  const acl = probe.headers?.['x-amz-acl'];
  const { context } = circumstance(reading, '', {
    tls,
    at: Date.now(),
    ...(place.prefix !== undefined && { under: place.prefix }),
    ...(acl !== undefined && { context: { 's3:x-amz-acl': acl } }),
  });
  for (const [index, action] of probe.asks.entries()) {
    const name = index > 0 && probe.copies ? place.source : place.name;
    const arn = bucketArn(reading, place.bucket);
    const allowed = await isAllowed({
      caller: roles[who],
      action,
      resource: place.bucket === '' ? '*' : name === undefined ? arn : `${arn}/${name}`,
      resourceAccountId: reading.accountId,
      resourcePolicy: place.bucket === BUCKET ? reading.resourcePolicies.get(arn) : undefined,
      context,
    });
    if (!allowed) return false;
  }
  return true;
}

/** `keboola: writer: PUT on opinion/exports/a.csv without TLS` */
export function sentenceOf({ names }: Subject, { who, probe, place, tls }: Question): string {
  const { bucket, name, prefix } = place;
  const object = name === undefined ? '' : `/${encodeKey(name).replace(/x{20,}/, 'x…')}`;
  const where = bucket === '' ? '' : ` on ${bucket}${object}`;
  const listed = prefix === undefined ? '' : ` under ${encodeKey(prefix)}`;
  return `${names[0]}: ${who}: ${probe.request}${where}${listed}${tls ? '' : ' without TLS'}`;
}
