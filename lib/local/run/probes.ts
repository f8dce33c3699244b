import type { Credentials } from '..';
import type { Actor } from './actor';
import type { Cast } from './cast';
import type { Deployment } from './deployment';
import { type Probe, probe } from './probe';

/**
 * What the destination declares, said a second time and in other words: these expectations are computed from the
 * destination file alone, and not from the policies that are under test.
 */
export function probes(deployment: Deployment, cast: Cast, credentials: Credentials): Probe[] {
  const writer = cast.actor(credentials);
  const forged = cast.actor({ ...credentials, secretAccessKey: `${credentials.secretAccessKey.slice(1)}x` });
  const overHttp = cast.actor(credentials, { tls: false });
  return [
    ...writeProbes(deployment, writer),
    ...ownerProbes(deployment, cast),
    ...readProbes(deployment, writer),
    ...aclProbes(deployment, writer),
    ...multipartProbes(deployment, writer),
    ...deleteProbes(deployment, writer),
    ...wrongWayProbes(deployment, forged, overHttp),
    ...otherProbes(deployment, cast),
    ...expiryProbes(deployment, cast),
  ];
}

/** `*.csv` → `probe.csv`; `*` → `probe.bin` */
export function inScope(pattern: string): string {
  return pattern === '*' ? 'probe.bin' : `probe${pattern.slice(1)}`;
}

/** The first prefix with its slash. */
const root = ({ objects: { prefixes } }: Deployment['destination']) =>
  prefixes.length === 0 ? '' : `${prefixes[0]}/`;
const sample = (destination: Deployment['destination']) =>
  `${root(destination)}${inScope(destination.objects.pattern)}`;
const testObject = (name: string) => name.replace('*', '0b9d3a1e-5a6f-4b1c-9c55-3f2f2a3f9b10');

function writeProbes({ destination }: Deployment, writer: Actor): Probe[] {
  const { prefixes, pattern, testObject: test } = destination.objects;
  const mayPut = destination.permissions.put;
  const put = (key: string, allowed: boolean) =>
    probe('writer', `put ${key}`, allowed, () => writer.put(key));
  const name = inScope(pattern);
  const prefix = root(destination);
  const suffix = pattern.slice(1);
  const scope = (prefixes.length === 0 ? [''] : prefixes.map((one) => `${one}/`)).map(
    (one) => `${one}${name}`,
  );
  const beside = [
    ...(suffix === ''
      ? []
      : [`${prefix}${name}.bak`, `${prefix}probe.other`, `${prefix}probe${suffix.toUpperCase()}`]),
    ...(prefix === ''
      ? []
      : [`${prefix.slice(0, -1)}-evil/${name}`, name, `other/${name}`, `/${prefix}${name}`]),
  ];
  return [
    ...[...scope, `${prefix}2026/11/${name}`].map((key) => put(key, mayPut)),
    ...(test === undefined ? [] : [put(`${prefix}${testObject(test)}`, mayPut)]),
    ...beside.map((key) => put(key, false)),
  ];
}

/** What a vendor reads that writes nothing. */
function ownerProbes({ destination }: Deployment, cast: Cast): Probe[] {
  if (destination.permissions.put) return [];
  const owner = cast.actor(cast.owner());
  const { testObject: test } = destination.objects;
  const names = [
    sample(destination),
    ...(test === undefined ? [] : [`${root(destination)}${testObject(test)}`]),
  ];
  return names.map((key) => probe('owner', `put ${key}`, true, () => owner.put(key)));
}

function readProbes({ destination }: Deployment, writer: Actor): Probe[] {
  const { bucketLocation } = destination.permissions;
  const key = sample(destination);
  const prefix = root(destination);
  const everything = asksFor(destination, 's3:ListBucket', 'bucket');
  const list = destination.permissions.list || everything;
  const read = destination.permissions.read || asksFor(destination, 's3:GetObject', 'objects');
  const policy = asksFor(destination, 's3:GetBucketPolicy', 'bucket');
  return [
    probe('writer', `get ${key}`, read, () => writer.get(key)),
    probe('writer', 'get the location of the bucket', bucketLocation, () => writer.location()),
    ...(prefix === '' ? [] : [probe('writer', `list ${prefix}`, list, () => writer.list(prefix))]),
    probe('writer', 'list the bucket', everything || (list && prefix === ''), () => writer.list()),
    probe('writer', 'get the bucket policy', policy, () => writer.bucketPolicy()),
  ];
}

/** What was asked for by the name of the action. */
function asksFor(
  { permissions: { additional } }: Deployment['destination'],
  action: string,
  on: 'objects' | 'bucket',
): boolean {
  return additional.some((one) => one.action === action && one.on === on);
}

function aclProbes({ destination }: Deployment, writer: Actor): Probe[] {
  const { permissions, bucket } = destination;
  const key = sample(destination);
  // With the grant, S3 itself refuses: ACLs are disabled. An existing bucket may have them enabled.
  const granted = bucket.existing ? true : '400 AccessControlListNotSupported';
  const expected = permissions.putAcl || asksFor(destination, 's3:PutObjectAcl', 'objects') ? granted : false;
  const whileWriting = permissions.put && expected;
  return [
    probe('writer', `put ${key} with the ACL public-read`, whileWriting, () =>
      writer.put(key, 'public-read'),
    ),
    probe('writer', `put the ACL public-read on ${key}`, expected, () => writer.putAcl(key)),
  ];
}

function multipartProbes({ destination }: Deployment, writer: Actor): Probe[] {
  const key = `${root(destination)}large-${inScope(destination.objects.pattern)}`;
  const { put, multipart } = destination.permissions;
  // To begin an upload is a put, too.
  const abort = put && multipart ? '204' : false;
  return [
    probe('writer', `put ${key} in parts`, put, () => writer.putInParts(key)),
    probe('writer', `abort the upload of ${key} in parts`, abort, () => writer.abortUpload(key)),
  ];
}

function deleteProbes({ destination }: Deployment, writer: Actor): Probe[] {
  const { permissions, objects } = destination;
  const grant = permissions.delete;
  const today = new Date().toISOString().slice(0, 10);
  const alive = grant !== 'never' && (grant.until === 'forever' || grant.until >= today);
  const all = alive && grant.objects === 'all';
  const remove = (key: string, allowed: boolean) =>
    probe('writer', `delete ${key}`, allowed ? '204' : false, () => writer.remove(key));
  const prefix = root(destination);
  // A test object that has the pattern of the others goes with `all`; one with another ending does not.
  const testToo = objects.testObject?.endsWith(objects.pattern.slice(1)) ? alive : alive && !all;
  return [
    remove(sample(destination), all),
    ...(objects.testObject === undefined
      ? []
      : [remove(`${prefix}${testObject(objects.testObject)}`, testToo)]),
    ...(prefix === '' ? [] : [remove(`other/${inScope(objects.pattern)}`, false)]),
  ];
}

function wrongWayProbes({ destination }: Deployment, forged: Actor, overHttp: Actor): Probe[] {
  const key = sample(destination);
  const { put } = destination.permissions;
  return [
    // The policy of an existing bucket is left alone: whether it wants TLS is not ours to say.
    probe('writer', `put ${key} over plain HTTP`, destination.bucket.existing && put, () =>
      overHttp.put(key),
    ),
    probe('writer', `put ${key} with another secret`, '403 SignatureDoesNotMatch', () => forged.put(key)),
  ];
}

function otherProbes({ destination }: Deployment, cast: Cast): Probe[] {
  const key = sample(destination);
  const others: [string, Actor][] = [
    ['own account', cast.actor(cast.colleague())],
    ['another account', cast.actor(cast.stranger())],
    ['public', cast.actor(undefined)],
  ];
  return others.flatMap(([by, actor]) => [
    probe(by, `put ${key}`, false, () => actor.put(key)),
    probe(by, `get ${key}`, false, () => actor.get(key)),
  ]);
}

/** Moves the clock, so it comes last, with a session of its own for each moment. */
function expiryProbes({ destination, engine }: Deployment, cast: Cast): Probe[] {
  const { permissions, objects } = destination;
  const grant = permissions.delete;
  if (grant === 'never' || grant.until === 'forever') return [];
  const key =
    grant.objects === 'all'
      ? sample(destination)
      : `${root(destination)}${testObject(objects.testObject ?? '')}`;
  const at = (time: number, when: string, expected: boolean | string) =>
    probe('writer', `delete ${key}, ${when}`, expected, async () => {
      engine.setNow(() => time);
      try {
        return await cast.actor(await cast.writer()).remove(key);
      } finally {
        engine.setNow(Date.now);
      }
    });
  const lastSecond = Date.parse(`${grant.until}T23:59:59Z`);
  if (lastSecond < Date.now()) return [at(Date.now(), `whose grant ended with ${grant.until}`, false)];
  return [
    at(lastSecond, `${grant.until} 23:59:59 UTC`, '204'),
    at(lastSecond + 1000, 'one second later', false),
  ];
}
