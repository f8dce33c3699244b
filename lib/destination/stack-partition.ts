import { Aws, FeatureFlags, Stack, Token } from 'aws-cdk-lib';
import { ENABLE_PARTITION_LITERALS } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { partitionOf } from '../config/partition';

/**
 * What `Stack.partition` says, from our own table: the CDK loads the facts of all services in all regions to say it,
 * which is a tenth of the time that one destination takes.
 */
export function stackPartition(scope: Construct): string {
  const isLiteral = FeatureFlags.of(Stack.of(scope)).isEnabled(ENABLE_PARTITION_LITERALS);
  return (isLiteral ? knownPartition(scope) : undefined) ?? Aws.PARTITION;
}

/** The partition, where the stack's region is known before the deployment; whatever the feature flags say. */
export function knownPartition(scope: Construct): string | undefined {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) ? undefined : partitionOf(region);
}
