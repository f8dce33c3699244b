import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { DestinationFile, S3DestinationStack, type S3DestinationStackProps } from '../../lib';

/** The feature flags of `cdk init`, as in the kit's own app; but warnings are read by tests and need not be printed. */
export const FLAGS: Readonly<Record<string, unknown>> = {
  ...JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8')).context,
  '@aws-cdk/core:annotationsInValidationReport': false,
};
export const IRELAND: Environment = { account: '111122223333', region: 'eu-west-1' };

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly Sid: string;
  readonly [element: string]: unknown;
}

export function appWith(context: Readonly<Record<string, unknown>> = FLAGS): App {
  return new App({ analyticsReporting: false, context });
}

export function stackIn(env: Environment | undefined = IRELAND, app = appWith(), id = 'Stack'): Stack {
  return new Stack(app, id, { env });
}

/** A destination file with that text, read as from the disk. */
export function destinationOf(text: string): DestinationFile {
  const folder = mkdtempSync(join(tmpdir(), 'destination-'));
  try {
    const path = join(folder, 'destination.yaml');
    writeFileSync(path, text);
    return DestinationFile.load(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The stack of a destination file; `version` and `name` are filled in. */
export function destinationStack(
  text: string,
  props: Partial<S3DestinationStackProps> = {},
  app = appWith(),
): S3DestinationStack {
  const destination = destinationOf(`version: 1\nname: orders\n${text}`);
  return new S3DestinationStack(app, destination.stackName, { destination, ...props });
}

/** A bucket that is there already, so that expected policies can name it. */
export function acmeOrders(stack: Stack): IBucket {
  return Bucket.fromBucketName(stack, 'AcmeOrders', 'acme-orders');
}

export function templateOf(stack: Stack): TemplateJson {
  return Template.fromStack(stack).toJSON() as TemplateJson;
}

export function ofType(stack: Stack, type: string): Resource[] {
  return Object.values(templateOf(stack).Resources).filter(({ Type }) => Type === type);
}

/** Logical id → type, of everything in the template. */
export function logicalIds(stack: Stack): Record<string, string> {
  return Object.fromEntries(Object.entries(templateOf(stack).Resources).map(([id, { Type }]) => [id, Type]));
}

export function one(stack: Stack, type: string): Resource {
  const found = ofType(stack, type);
  expect(found).toHaveLength(1);
  return found[0] as Resource;
}

export function statementsOf(document: unknown): Statement[] {
  return (document as { Statement: Statement[] }).Statement;
}

export function identityStatements(stack: Stack): Statement[] {
  return statementsOf(one(stack, 'AWS::IAM::Policy').Properties.PolicyDocument);
}

export function trustStatements(stack: Stack): Statement[] {
  return statementsOf(one(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument);
}

/** Without the statement that every bucket of ours has. */
export function bucketStatements(stack: Stack): Statement[] {
  return statementsOf(one(stack, 'AWS::S3::BucketPolicy').Properties.PolicyDocument).filter(
    ({ Sid }) => Sid !== 'DenyWithoutTls',
  );
}

/** Without the statement that leaves the key to the IAM policies of its account. */
export function keyStatements(stack: Stack): Statement[] {
  return statementsOf(one(stack, 'AWS::KMS::Key').Properties.KeyPolicy).slice(1);
}

export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

/** What a thrown error says, line by line; the first line names the construct. */
export function complaintsOf(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.trim());
  }
  throw new Error('nothing was refused');
}

/** The props that an error is about; what it says about values is the business of `lib/config`. */
export function refusedProps(make: () => unknown): string[] {
  return complaintsOf(make)
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(': ')));
}
