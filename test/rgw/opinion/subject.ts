import { type PolicyDocument, type PolicyStatement, statementsOf } from '../../../lib/local/policy-document';
import { everybody, type Role } from '../../proof/callers';
import type { Declaration } from '../../proof/grants';
import type { Destination } from '../../proof/mutations';
import { listOf, type Reading, read } from '../../proof/reading';
import type { FlatTemplate } from '../../proof/stacks';

/** Who asks, in the store. */
export type Asker = 'writer' | 'colleague' | 'stranger' | 'anonymous';

/** Policies of one destination that are asked about: of one who may write, and of the bucket. */
export interface Subject {
  /** Destinations whose policies say the same. */
  readonly names: readonly string[];
  readonly reading: Reading;
  readonly declaration: Declaration;
  /** The same people, to the simulator. */
  readonly roles: Readonly<Record<Asker, Role>>;
  readonly identityPolicy: PolicyDocument;
  readonly bucketPolicy: PolicyDocument;
}

/** The bucket's name in all of them, so that policies that say the same are the same. */
export const BUCKET = 'opinion';

/** Each policy once; and what ends once more, after its end. */
export function subjectsOf(destinations: readonly Destination[]): Subject[] {
  const found = new Map<string, Subject>();
  for (const { name, template, declaration } of destinations) {
    for (const subject of [template, expired(template)].flatMap((one) => rolesIn(name, one, declaration))) {
      const text = policiesOf(subject);
      const names = [...new Set([...(found.get(text)?.names ?? []), name])];
      found.set(text, { ...subject, names });
    }
  }
  return [...found.values()];
}

/** One for each that the template gives something to: the writer, the sink. A service cannot sign. */
export function rolesIn(name: string, template: FlatTemplate, declaration: Declaration): Subject[] {
  const { bucketName } = read(template, declaration);
  const reading = read(JSON.parse(JSON.stringify(template).replaceAll(bucketName, BUCKET)), declaration);
  const bucketPolicy = reading.resourcePolicies.get(bucketArn(reading));
  const all = everybody(reading, declaration);
  const called = (name: string) => all.find((role) => role.name === name) ?? fail(`nobody is ${name}`);
  return all
    .filter(({ word, isService }) => word !== undefined && !isService)
    .map((writer) => ({
      names: [name],
      reading,
      declaration,
      roles: {
        writer,
        colleague: called('another user of the account'),
        stranger: called('another account'),
        anonymous: called('anonymous'),
      },
      // Whoever is not in the template has policies of its own, which do not count without the bucket's.
      identityPolicy: forS3(
        reading.identities.some(({ word }) => word === writer.word)
          ? writer.policies.map(({ policy }) => policy)
          : [],
      ),
      bucketPolicy: forS3(bucketPolicy === undefined ? [] : [bucketPolicy]),
    }));
}

export const bucketArn = ({ partition }: Reading, bucket = BUCKET) => `arn:${partition}:s3:::${bucket}`;
export const policiesOf = ({ identityPolicy, bucketPolicy }: Subject): string =>
  JSON.stringify([identityPolicy, bucketPolicy]);
export const statementsAbout = ({ identityPolicy, bucketPolicy }: Subject): readonly PolicyStatement[] => [
  ...statementsOf(identityPolicy),
  ...statementsOf(bucketPolicy),
];

/** The store's clock cannot be set, but the end of a grant can. */
export function expired(template: FlatTemplate): FlatTemplate {
  return JSON.parse(JSON.stringify(template).replaceAll(/"20[3-9]\d(-\d\d-\d\dT[^"]+Z)"/g, '"2020$1"'));
}

/** Statements about S3, in the partition of the store. */
function forS3(documents: readonly PolicyDocument[]): PolicyDocument {
  const Statement = documents
    .flatMap(statementsOf)
    .filter(({ Action, NotAction }) => listOf(Action ?? NotAction).some((one) => /^(s3:|\*)/i.test(one)));
  const text = JSON.stringify({ Version: '2012-10-17', Statement });
  return JSON.parse(text.replaceAll(/"arn:aws-[a-z-]+:/g, '"arn:aws:')) as PolicyDocument;
}

function fail(problem: string): never {
  throw new Error(problem);
}
