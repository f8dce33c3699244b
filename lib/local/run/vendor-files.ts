import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PACKAGE_ROOT } from '../../paths';
import { readPreset } from '../../vendors/preset';
import type { Cast } from './cast';
import type { Deployment } from './deployment';
import { inScope, isPending } from './probes';

export interface WrittenObject {
  readonly key: string;
  readonly bytes: Buffer;
  /** Whether the owner reads back what the vendor wrote. */
  readonly intact: boolean;
}

/** The vendor delivers files of its own kind under each prefix, and the owner reads them back. */
export async function deliver(deployment: Deployment, cast: Cast): Promise<WrittenObject[]> {
  if (isPending(deployment)) return [];
  const { destination, bucketName: Bucket } = deployment;
  const writer = cast.s3(await cast.writer());
  const owner = cast.s3(cast.owner());
  const { prefixes } = destination.objects;
  const keys = prefixes.length === 0 ? [''] : prefixes.map((prefix) => `${prefix}/`);
  const written: WrittenObject[] = [];
  for (const [name, bytes] of filesOf(deployment)) {
    for (const prefix of keys) {
      const Key = `${prefix}${name}`;
      await writer.send(new PutObjectCommand({ Bucket, Key, Body: bytes }));
      const { Body } = await owner.send(new GetObjectCommand({ Bucket, Key }));
      const stored = Buffer.from((await Body?.transformToByteArray()) ?? []);
      written.push({ key: Key, bytes: stored, intact: sha256(stored) === sha256(bytes) });
    }
  }
  return written;
}

function filesOf({ destination: { vendor, objects } }: Deployment): [string, Buffer][] {
  if (vendor === undefined)
    return [[inScope(objects.pattern), Buffer.from('A vendor without a preset wrote this.\n')]];
  const folder = join(PACKAGE_ROOT, 'examples', 'data', readPreset(vendor).files);
  const files = readdirSync(folder).map((name): [string, Buffer] => [name, readFileSync(join(folder, name))]);
  // STRM Privacy proves its credentials with an empty object of that name.
  return objects.testObject === undefined
    ? files
    : [[objects.testObject.replace('*', randomUUID()), Buffer.alloc(0)], ...files];
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
