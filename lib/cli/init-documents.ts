import { readFileSync } from 'node:fs';
import type { AccessType } from '../config/destination';
import { DestinationFileError } from '../config/problem';
import { type PolicyDocument, readDocument } from '../onboarding/from-policy/document';
import { type FromPolicy, fromPolicy, type VendorDocuments } from '../onboarding/from-policy/from-policy';
import { InputError } from '../terminal/input-error';
import { unreadable } from '../terminal/unreadable';
import type { InitOptions } from './init-options';

/** More is no policy document: AWS takes at most 20 KB, and comments and blanks come on top. */
const MAX_BYTES = 256 * 1024;

/** The documents that the flags name; every problem of all of them at once. */
export function readDocuments(options: InitOptions): VendorDocuments | undefined {
  const { fromPolicy: identity, fromTrust: trust, fromBucketPolicy: bucket } = options;
  if (options.vendor !== undefined && (identity ?? bucket) !== undefined) {
    const flag = identity === undefined ? '--from-bucket-policy' : '--from-policy';
    throw new InputError(
      `--vendor stands beside ${flag}, and a preset knows what its vendor needs: take one of them out`,
    );
  }
  const entries = Object.entries({ identity, trust, bucket }).flatMap(([kind, file]) =>
    file === undefined ? [] : [[kind, readDocument(file, textOf(file))] as const],
  );
  const problems = entries.flatMap(([, read]) => read.problems ?? []);
  if (problems.length > 0) throw new DestinationFileError(problems);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([kind, { document }]) => [kind, document as PolicyDocument]));
}

/** What the documents give, with what the flags and answers say so far. */
export function readAs(documents: VendorDocuments, options: InitOptions): FromPolicy {
  const { access: type, existingBucket: existing, bucket, account, prefix, subject } = options;
  const read = fromPolicy(documents, {
    ...given({
      type: type as AccessType | undefined,
      bucketName: existing ?? bucket,
      accountId: account,
      prefixes: prefix,
      pattern: options.pattern,
      testObject: options.testObject,
      principal: options.principal,
      externalId: options.externalId,
      subjects: subject,
      audience: options.audience,
    }),
    existing: existing !== undefined,
    now: new Date(),
  });
  if (read.problems.length > 0) throw new DestinationFileError(read.problems);
  const { type: theirs, issuer } = read.access;
  const clash = [
    type !== undefined && theirs !== undefined && type !== theirs ? `--access ${type}` : undefined,
    options.issuer !== undefined && issuer !== undefined && options.issuer !== issuer
      ? `--issuer ${options.issuer}`
      : undefined,
  ].filter((flag) => flag !== undefined);
  if (clash.length > 0) {
    const says = [theirs, issuer].filter((one) => one !== undefined).join(' with ');
    throw new InputError(
      `${clash.join(', ')} stands beside a document that says ${says}: take one of them out`,
    );
  }
  return read;
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new InputError(
      `${file} ${unreadable(error)}: save the vendor's document in it, or name another file`,
    );
  }
  if (bytes.length > MAX_BYTES)
    throw new InputError(`${file} is larger than ${MAX_BYTES / 1024} KiB: this is no policy document`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
