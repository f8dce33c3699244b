import { type IManagedPolicy, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export function boundaryOf(
  scope: Construct,
  { permissionsBoundary }: { readonly permissionsBoundary?: string },
): IManagedPolicy | undefined {
  if (permissionsBoundary === undefined) return undefined;
  return ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundary);
}
