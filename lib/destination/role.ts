import { Duration } from 'aws-cdk-lib';
import { Policy, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CrossAccountRole, WebIdentityRole } from '../config/destination';
import { hasBuiltInProvider } from '../config/issuer';
import { trustStatements } from '../policy/trust';
import { roleDescription, writerStatements } from '../policy/writer';
import { boundaryOf } from './boundary';
import { SharedOidcProvider } from './oidc-provider';
import { TrustPolicy, toPolicyStatement } from './policy-statement';
import { stackPartition } from './stack-partition';
import type { WriterConfig } from './writer-access';
import { grantsOf, type WriterGrant } from './writer-grant';

export function makeRole(
  scope: Construct,
  access: CrossAccountRole | WebIdentityRole,
  grant: WriterGrant,
): WriterConfig {
  const { grants, target } = grantsOf(scope, grant);
  const role = new Role(scope, 'Role', {
    roleName: access.roleName,
    path: access.path,
    permissionsBoundary: boundaryOf(scope, access),
    description: roleDescription(grants.permissions),
    maxSessionDuration:
      access.maxSessionHours === undefined ? undefined : Duration.hours(access.maxSessionHours),
    assumedBy: new TrustPolicy(trustStatements(access, stackPartition(scope), providerArnOf(scope, access))),
  });
  new Policy(scope, 'Policy', {
    statements: writerStatements(grants, target).map(toPolicyStatement),
    roles: [role],
  });
  return { role, externalId: access.type === 'cross-account-role' ? access.externalId : undefined };
}

function providerArnOf(scope: Construct, access: CrossAccountRole | WebIdentityRole): string | undefined {
  if (access.type === 'cross-account-role' || hasBuiltInProvider(access.issuer)) return undefined;
  if (access.providerArn !== undefined) return access.providerArn;
  const provider = SharedOidcProvider.of(scope, access.issuer);
  provider.addAudience(access.audience as string);
  return provider.arn;
}
