import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Access } from '../config/destination';
import { homePrincipal, homeViolation } from '../vendors/home-partition';
import type { Preset } from '../vendors/preset';
import { InvalidPropsError } from './props-error';

/**
 * The access, for a stack in the partition of the vendor's principal. A region that is known is judged here; where only
 * the deployment knows it, the principal stands as an ARN of its own partition, which IAM refuses in another.
 */
export function atHome(scope: Construct, access: Access, vendor: Preset | undefined): Access {
  if (vendor === undefined || !('principal' in access)) return access;
  const { region } = Stack.of(scope);
  const message = Token.isUnresolved(region) ? undefined : homeViolation(vendor, region, { ...access });
  if (message !== undefined)
    throw new InvalidPropsError(scope.node.path, [`env.region ${region} ${message}`]);
  return { ...access, principal: homePrincipal(vendor, access) };
}
