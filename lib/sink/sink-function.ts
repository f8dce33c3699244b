import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundleFolder, INLINE_SINK, inlineBundle } from './bundle';

/** Written out, because not every version of the CDK that the kit works with knows it. It is the first with zstd. */
const NODE_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });

export interface SinkFunctionProps {
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  /** In MB. */
  readonly memorySize: number;
  readonly statements: readonly PolicyStatement[];
  readonly reservedConcurrency?: number;
  readonly logRetention?: RetentionDays;
}

export interface SinkFunction {
  readonly handler: LambdaFunction;
  /** All that the function may do. */
  readonly policy: Policy;
}

/** The function with a log and a role of its own, and not the managed policy, which knows every log of the account. */
export function makeFunction(scope: Construct, props: SinkFunctionProps): SinkFunction {
  const {
    environment,
    timeout,
    memorySize,
    reservedConcurrency,
    logRetention = RetentionDays.THREE_MONTHS,
  } = props;
  const logGroup = new LogGroup(scope, 'Log', {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'Role', {
    description: 'Writes the records of the sink to the S3 destination',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const policy = new Policy(scope, 'Policy', {
    roles: [role],
    statements: [
      ...props.statements,
      new PolicyStatement({
        sid: 'WriteLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
  const handler = new LambdaFunction(scope, 'Function', {
    description: 'Writes records to the S3 destination',
    code: codeOf(scope),
    handler: 'index.handler',
    runtime: NODE_24,
    architecture: Architecture.ARM_64,
    memorySize,
    timeout,
    environment,
    role,
    logGroup,
    reservedConcurrentExecutions: reservedConcurrency,
  });
  // What reads a source asks at once whether the role may.
  handler.node.addDependency(policy);
  return { handler, policy };
}

function codeOf(scope: Construct): Code {
  const inline: unknown = scope.node.tryGetContext(INLINE_SINK);
  return inline === true ? Code.fromInline(inlineBundle()) : Code.fromAsset(bundleFolder());
}
