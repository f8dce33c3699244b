import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PACKAGE_ROOT } from '../../paths';
import { readPreset } from '../../vendors/preset';
import type { Credentials } from '..';
import type { Cast } from './cast';
import type { Deployment } from './deployment';
import { outcomeOf } from './probe';
import { inScope } from './probes';

export interface Delivery {
  readonly key: string;
  /** `intact` where the owner reads back what the vendor wrote, `changed`, or what S3 answered. */
  readonly outcome: string;
  /** As stored; empty where nothing was. */
  readonly bytes: Buffer;
}

/** The vendor delivers files of its own kind under each prefix, and the owner reads them back. */
export async function deliver(
  deployment: Deployment,
  cast: Cast,
  credentials: Credentials,
): Promise<Delivery[]> {
  const { destination, bucketName: Bucket } = deployment;
  const writer = cast.s3(credentials);
  const owner = cast.s3(cast.owner());
  const { prefixes } = destination.objects;
  const folders = prefixes.length === 0 ? [''] : prefixes.map((prefix) => `${prefix}/`);
  const delivered: Delivery[] = [];
  for (const [name, file] of filesOf(deployment)) {
    for (const folder of folders) {
      const Key = `${folder}${name}`;
      let bytes = Buffer.alloc(0);
      const outcome = await outcomeOf(async () => {
        await writer.send(new PutObjectCommand({ Bucket, Key, Body: file }));
        const { Body } = await owner.send(new GetObjectCommand({ Bucket, Key }));
        bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return bytes.equals(file) ? 'intact' : 'changed';
      });
      delivered.push({ key: Key, outcome, bytes });
    }
  }
  return delivered;
}

function filesOf({ destination: { vendor, objects } }: Deployment): [string, Buffer][] {
  const ending = objects.pattern.slice(1);
  const samples = samplesOf(vendor).filter(([name]) => name.endsWith(ending));
  if (samples.length === 0)
    samples.push([
      inScope(objects.pattern),
      Buffer.from('A vendor whose files we have no sample of wrote this.\n'),
    ]);
  // STRM Privacy proves its credentials with an empty object of that name.
  return objects.testObject === undefined
    ? samples
    : [[objects.testObject.replace('*', randomUUID()), Buffer.alloc(0)], ...samples];
}

/** Nobody knows what many vendors of the catalogue write. */
function samplesOf(vendor: string | undefined): [string, Buffer][] {
  const files = vendor === undefined ? 'unknown' : readPreset(vendor).files;
  if (files === 'unknown') return [];
  const folder = join(PACKAGE_ROOT, 'examples', 'data', files);
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);
}
