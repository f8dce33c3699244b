import type { Destination } from '../config/destination';
import { RULES, violation } from '../config/rules';
import { InputError } from '../terminal/input-error';
import { LIMITS } from '../upload/parts-plan';
import { covers, scopeOf } from '../upload/scope';
import type { Item } from '../upload/target';
import { counted } from './sink-report';

/** Names of files that stand for the rest of their kind in a message. */
const SHOWN = 20;
const MOST_PARALLEL = 256;

/** `--bucket`, where it is given. */
export function bucketOption(name: string | undefined): string | undefined {
  const problem = name === undefined ? undefined : violation(RULES.existingBucketName, name);
  if (problem !== undefined) throw new InputError(`--bucket ${problem}`);
  return name;
}

export function parallelOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST_PARALLEL) return number;
  throw new InputError(`--parallel is a whole number from 1 to ${MOST_PARALLEL}, and not ${text}`);
}

/** Before anything is sent: what the writer's policy, as declared, would deny. */
export function refuseDenied(destination: Destination, items: readonly Item[]): void {
  const { file, access, objects } = destination;
  const scope = scopeOf(destination);
  if (scope.length === 0) {
    const reason =
      access.type === 'none'
        ? 'access is none, so that nobody but the sink may write'
        : 'permissions.put is false, so that the vendor may only read';
    throw new InputError(`${file}: ${reason}. Nothing was sent.`);
  }
  const denied = items.filter(({ key }) => !covers(scope, key));
  if (denied.length === 0) return;
  const lines = denied.slice(0, SHOWN).map((item) => `${item.file} → ${item.key}`);
  if (denied.length > SHOWN) lines.push(`and ${counted(denied.length - SHOWN, 'more file')}`);
  const [prefix] = objects.prefixes;
  const inside = prefix === undefined ? '{name}' : `${prefix}/{name}`;
  throw new InputError(
    [
      `The policy of ${file} would deny ${counted(denied.length, 'object')}; the writer may store ${scope.join(', ')}:`,
      ...lines.map((line) => `  ${line}`),
      `Such as --to "${inside}" is within${objects.pattern === '*' ? '' : `, for names that end in ${objects.pattern.slice(1)}`}. Nothing was sent.`,
    ].join('\n'),
  );
}

/** What a person should know before large files go. */
export function notes(
  { bucket, permissions }: Destination,
  items: readonly Item[],
  skipExisting: boolean,
): string[] {
  const large = items.filter(({ size }) => size > LIMITS.partSize).length;
  if (large === 0) return [];
  const found: string[] = [];
  if (!permissions.multipart) {
    const until = bucket.existing
      ? 'until somebody, or a lifecycle rule of the bucket, removes them'
      : 'until the lifecycle rule of the bucket removes them after 7 days';
    found.push(
      `${counted(large, 'file')} will go in parts. Storing them needs s3:PutObject only, but removing the parts of one that failed needs permissions.multipart: they would stay ${until}.`,
    );
  }
  if (skipExisting && !permissions.list && !permissions.read) {
    found.push(
      'The writer may neither list nor read, so that S3 may tell only after all parts of a large file whether it is there; they then stay, too.',
    );
  }
  return found;
}
