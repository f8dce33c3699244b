import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BucketPolicyPrincipal } from '../config/destination';
import { type Statement, toDocument } from '../policy/statement';
import { bucketPolicyStatements } from '../policy/writer';
import { toPolicyStatement } from './policy-statement';
import { InvalidPropsError } from './props-error';
import type { WriterConfig } from './writer-access';
import { grantsOf, type WriterGrant } from './writer-grant';

export function grantInBucketPolicy(
  scope: Construct,
  access: BucketPolicyPrincipal,
  grant: WriterGrant,
): WriterConfig {
  const { grants, target } = grantsOf(scope, grant);
  const { bucket, key } = bucketPolicyStatements(grants, target, access);
  addToBucketPolicy(grant, bucket);
  addToKeyPolicy(scope, grant, key);
  return {};
}

/** A policy resource would replace the policy of a bucket that is not of this app, statement by statement unseen. */
function addToBucketPolicy({ bucket }: WriterGrant, statements: readonly Statement[]): void {
  const added = statements.map(
    (statement) => bucket.addToResourcePolicy(toPolicyStatement(statement)).statementAdded,
  );
  if (added.every(Boolean)) {
    // Deleting the stack must withdraw the vendor's access, also where the bucket itself stays.
    bucket.policy?.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return;
  }
  throw new InvalidPropsError('WriterAccess.bucketPolicyPrincipal', [
    `the bucket is not made by this app, and its policy is left alone: add this to it yourself\n${JSON.stringify(toDocument(statements), undefined, 2)}`,
  ]);
}

function addToKeyPolicy(scope: Construct, { bucket }: WriterGrant, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (bucket.encryptionKey?.addToResourcePolicy(toPolicyStatement(statement), true).statementAdded)
      continue;
    Annotations.of(scope).addWarningV2(
      's3-destination-kit:foreign-key-policy',
      `the bucket's KMS key is not made by this app: add this to its policy yourself: ${JSON.stringify(toDocument([statement]).Statement[0])}`,
    );
  }
}
