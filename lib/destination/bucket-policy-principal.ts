import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnKey, type IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { BucketPolicyPrincipal } from '../config/destination';
import type { Statement } from '../policy/statement';
import { bucketPolicyStatements } from '../policy/writer';
import { DestinationBucket } from './destination-bucket';
import { toPolicyStatement } from './policy-statement';
import { InvalidPropsError } from './props-error';
import { statementText } from './statement-text';
import type { WriterConfig } from './writer-access';
import { behindAlias, grantsOf, type WriterGrant } from './writer-grant';

export function grantInBucketPolicy(
  scope: Construct,
  access: BucketPolicyPrincipal,
  grant: WriterGrant,
): WriterConfig {
  const { grants, target } = grantsOf(scope, grant);
  const { bucket, key } = bucketPolicyStatements(grants, target, access);
  addToBucketPolicy(scope, grant.bucket, bucket);
  addToKeyPolicy(scope, grant.bucket.encryptionKey, key);
  return {};
}

/** A policy resource would replace the policy of a bucket that is not of this app, statement by statement unseen. */
function addToBucketPolicy(scope: Construct, bucket: IBucket, statements: readonly Statement[]): void {
  const added = withFreeSids(statements, bucket.policy?.document).map(
    (statement) => bucket.addToResourcePolicy(toPolicyStatement(statement)).statementAdded,
  );
  if (!added.every(Boolean)) {
    throw new InvalidPropsError('WriterAccess.bucketPolicyPrincipal', [
      `the bucket is not made by this app, and its policy is left alone: add this to it yourself\n${statementText(scope, statements)}`,
    ]);
  }
  // Deleting the stack must withdraw the vendor's access, also where the bucket itself stays.
  if (bucket.node.scope instanceof DestinationBucket)
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.DESTROY);
}

function addToKeyPolicy(scope: Construct, key: IKey | undefined, statements: readonly Statement[]): void {
  if (key === undefined) return;
  const { node } = behindAlias(key);
  const document: unknown = node.defaultChild instanceof CfnKey ? node.defaultChild.keyPolicy : undefined;
  const own = document instanceof PolicyDocument ? document : undefined;
  for (const statement of withFreeSids(statements, own)) {
    if (key.addToResourcePolicy(toPolicyStatement(statement), true).statementAdded) continue;
    Annotations.of(scope).addWarningV2(
      's3-destination-kit:foreign-key-policy',
      `the bucket's KMS key is not made by this app: add this to its policy yourself\n${statementText(scope, [statement])}`,
    );
  }
}

/** A policy must not have two statements of one Sid, so those of a second writer of the same bucket say so. */
function withFreeSids(statements: readonly Statement[], document?: PolicyDocument): Statement[] {
  const taken = sidsOf(document);
  return statements.map((statement) => {
    let { sid } = statement;
    for (let number = 2; taken.has(sid); number++) sid = `${statement.sid}Writer${number}`;
    return { ...statement, sid };
  });
}

function sidsOf(document?: PolicyDocument): ReadonlySet<string | undefined> {
  const { Statement: statements = [] } = (document?.toJSON() ?? {}) as { Statement?: { Sid?: string }[] };
  return new Set(statements.map(({ Sid }) => Sid));
}
