import type { Action } from './actions';
import type { Declaration } from './grants';
import { resourcesNamed } from './named';
import type { Reading } from './reading';

/** Bytes of the longest name that S3 takes. */
const LONGEST = 1024;

/** In characters of three bytes, because the simulator's time grows with their number. */
const filling = (bytes: number) => '字'.repeat(bytes / 3) + 'x'.repeat(bytes % 3);

/** Names of objects in scope, and of all that only looks like it. */
export function objectNames({ may }: Declaration): string[] {
  const patterns = Object.values(may)
    .flat()
    .flatMap(({ actions, places }) => (actions.some((action) => action.startsWith('s3:')) ? places : []))
    .filter((place) => !place.startsWith('the ') && !place.startsWith('arn:'));
  return [...new Set([...patterns.flatMap(namesFor), 'unrelated.txt'])].filter((name) => name !== '');
}

function namesFor(pattern: string): string[] {
  const star = pattern.indexOf('*');
  if (star < 0) return [pattern, `${pattern}x`, `x${pattern}`, `${pattern}/a`, pattern.toUpperCase()];
  const head = pattern.slice(0, star);
  const suffix = pattern.slice(star + 1);
  const folder = head.replace(/\/[^/]*$/, '');
  const room = Buffer.byteLength(head) + Buffer.byteLength(suffix);
  const longest = filling(Math.max(0, LONGEST - room));
  return [
    `${head}a${suffix}`,
    `${head}a/b/c${suffix}`,
    `${head}${suffix}`,
    `${head}${longest}${suffix}`,
    `${head}ü ${suffix}`,
    `${head}*${suffix}`,
    `${head}?${suffix}`,
    `${head}\${aws:username}${suffix}`,
    `${head}../a${suffix}`,
    // Beside the prefix.
    ...(head === ''
      ? []
      : [
          folder,
          `${folder}-evil/a${suffix}`,
          `${folder}a${suffix}`,
          `${folder.slice(0, -1)}/a${suffix}`,
          `${folder.slice(0, -1)}_/a${suffix}`,
          `/${head}a${suffix}`,
          `${head.toUpperCase()}a${suffix}`,
          `x${head}a${suffix}`,
          `evil/${head}a${suffix}`,
          `${head.split('/')[0]}/a${suffix}`,
          `a${suffix}`,
          `${filling(LONGEST - suffix.length)}${suffix}`,
        ]),
    // Beside the suffix.
    ...(suffix === ''
      ? []
      : [
          `${head}a`,
          `${head}a${suffix.toUpperCase()}`,
          `${head}a${suffix}.exe`,
          `${head}a.exe`,
          `${head}a${suffix}/b`,
          `${head}a${suffix.replace('.', 'x')}`,
          `${head}a${suffix.slice(0, -1)}`,
          `${head}`,
        ]),
  ];
}

/** Buckets that are not ours, most with a name that begins with ours. */
export function otherBuckets({ bucketName, partition }: Reading): string[] {
  const names = [`${bucketName}-evil`, bucketName.slice(0, -1), `x${bucketName}`, 'unrelated'];
  return names.map((name) => `arn:${partition}:s3:::${name}`);
}

export interface Resources {
  /** In scope and beside it, in our bucket and in others. */
  readonly objects: readonly string[];
  /** One in scope, one beside, one in another bucket. */
  readonly fewObjects: readonly string[];
  readonly buckets: readonly string[];
  /** What else the template makes or names. */
  readonly places: readonly string[];
}

export function resourcesOf(reading: Reading, declaration: Declaration): Resources {
  const names = objectNames(declaration);
  const { bucketArn, places, partition, region, accountId, identities } = reading;
  const [first = 'a'] = names;
  const others = otherBuckets(reading);
  const otherKey = `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-0000-0000-000000000000`;
  const log = places.get('the log');
  const elsewhere = others.map((bucket) => `${bucket}/${first}`);
  const named = resourcesNamed(reading);
  const isOfS3 = (arn: string) => arn.split(':')[2] === 's3';
  return {
    objects: [
      ...names.map((name) => `${bucketArn}/${name}`),
      ...elsewhere,
      ...named.filter((arn) => isOfS3(arn) && arn.includes('/')),
    ],
    fewObjects: [`${bucketArn}/${first}`, `${bucketArn}/unrelated.txt`, ...elsewhere.slice(-1)],
    buckets: [bucketArn, ...others, ...named.filter((arn) => isOfS3(arn) && !arn.includes('/'))],
    places: [
      ...[...places.values()].filter((arn) => arn !== bucketArn),
      ...(log === undefined ? [] : [`${log}:log-stream:today`]),
      ...Object.values(declaration.may)
        .flat()
        .flatMap((grant) => grant.places.filter((place) => place.startsWith('arn:'))),
      ...[...places.keys()]
        .filter((word) => /queue|letters|claims|stream/.test(word))
        .map((word) => `${places.get(word)}-evil`),
      otherKey,
      ...named.filter((arn) => !isOfS3(arn)),
      ...identities.map(({ arn }) => arn),
    ],
  };
}

/** The resources that an action applies to; where none of ours does, one from elsewhere. */
export function applicable(action: Action, candidates: readonly string[]): string[] {
  const found = candidates.filter((arn) => action.forms.some((form) => form.test(arn)));
  return found.length === 0 ? [action.elsewhere] : [...new Set(found)];
}
