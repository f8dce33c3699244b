import type { Draft } from './draft';
import { partitionOf } from './partition';
import { at, type Complaint, type KeyPath } from './problem';

type Placed = Pick<Draft, 'environment' | 'access' | 'bucket' | 'sink'>;

/** What the account and the region that a stack goes to say about the ARNs of its file. */
export function placeComplaints(draft: Placed): Complaint[] {
  return [...partitionComplaints(draft), ...accountComplaints(draft)];
}

function partitionComplaints({ environment, access, bucket, sink }: Placed): Complaint[] {
  const region = environment?.region;
  if (region === undefined) return [];
  const partition = partitionOf(region);
  return arnsOf({ access, bucket, sink }).flatMap(([path, arn]) => {
    const [, own, service, home] = arn.split(':');
    if (own !== partition) {
      const what = path[0] === 'sink' && service !== 'kms' ? 'events' : 'identities and keys';
      const message = `is of the partition ${own}, and ${region} belongs to ${partition}: ${what} do not reach across, so write one that begins with arn:${partition}:`;
      return [at(path, message)];
    }
    if (home === region || reachesAcross(path)) return [];
    return service === 'kms' && path[0] === 'bucket'
      ? [at(path, `is a key of ${home}, and the bucket is in ${region}: write a key of the bucket's region`)]
      : [at(path, `is of ${home}, and the stack goes to ${region}: write one of that region`)];
  });
}

/**
 * IAM is everywhere, and SNS delivers to a queue of another region. What a function polls, and what an alarm tells, is
 * of its own: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and
 * https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html, read 2026-11-21
 */
function reachesAcross(path: KeyPath): boolean {
  return path[0] === 'access' || path.join('.') === 'sink.source.topicArn';
}

/** What must be in the account that the stack is deployed to. */
function accountComplaints({ environment, access }: Placed): Complaint[] {
  const account = environment?.account;
  if (account === undefined) return [];
  return arnsOf({ access }).flatMap(([path, arn]) => {
    const own = arn.split(':')[4];
    if (!HOME_KEYS.has(path.at(-1)) || own === account || own === 'aws') return [];
    const message = `is of the account ${own}, and the stack goes to ${account}: write one of that account`;
    return [at(path, message)];
  });
}

const HOME_KEYS: ReadonlySet<unknown> = new Set(['providerArn', 'permissionsBoundary']);

/** The ARNs that a file holds, with their places. */
function arnsOf({ access = {}, bucket = {}, sink = {} }: Pick<Draft, 'access' | 'bucket' | 'sink'>) {
  const candidates: [KeyPath, unknown][] = [[['bucket', 'encryption'], bucket.encryption]];
  const look = (path: KeyPath, section: object, keys: readonly string[]) => {
    const values = section as Readonly<Record<string, unknown>>;
    candidates.push(...keys.map((key): [KeyPath, unknown] => [[...path, key], values[key]]));
  };
  // Of a kind of access that is not known, nothing was judged.
  if (access.type !== undefined)
    look(['access'], access, ['principal', 'providerArn', 'sourceArn', 'permissionsBoundary']);
  look(['sink', 'source'], sink.source ?? {}, ['queueArn', 'streamArn', 'topicArn', 'keyArn']);
  look(['sink', 'alarms'], sink.alarms ?? {}, ['topicArn']);
  return candidates.filter(
    (candidate): candidate is [KeyPath, string] =>
      typeof candidate[1] === 'string' && candidate[1].startsWith('arn:'),
  );
}
