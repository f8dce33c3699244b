import type { Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { LambdaSink, type LambdaSinkProps, ObjectScope, SinkSource } from '../../../lib';
import type { SinkSettings } from '../../../lib/sink/runtime/settings';
import {
  acmeOrders,
  one,
  type Statement,
  stackIn,
  statementsOf,
  templateOf,
} from '../../destination/support';

/** A sink into `acme-orders/in/*`. */
export function sinkIn(stack: Stack, props: Partial<LambdaSinkProps> = {}, id = 'Sink'): LambdaSink {
  return new LambdaSink(stack, id, {
    bucket: (stack.node.tryFindChild('AcmeOrders') as IBucket | undefined) ?? acmeOrders(stack),
    objects: new ObjectScope({ prefix: 'in' }),
    source: SinkSource.sqs(),
    ...props,
  });
}

export function stackWithSink(props: Partial<LambdaSinkProps> = {}, stack = stackIn()): Stack {
  sinkIn(stack, props);
  return stack;
}

/** What the function's role may do. */
export function roleStatements(stack: Stack): Statement[] {
  const policies = Object.entries(templateOf(stack).Resources).filter(([id]) =>
    /^(Destination)?SinkPolicy/.test(id),
  );
  expect(policies).toHaveLength(1);
  return statementsOf(policies[0]?.[1].Properties.PolicyDocument);
}

/** The settings as the function reads them; `<LogicalId>` or `<LogicalId.Attribute>` stands for what CloudFormation knows. */
export function settingsOf(stack: Stack): SinkSettings {
  const { Environment } = one(stack, 'AWS::Lambda::Function').Properties as {
    Environment: { Variables: { SINK_SETTINGS: unknown } };
  };
  expect(Object.keys(Environment.Variables)).toEqual(['SINK_SETTINGS']);
  return JSON.parse(flat(Environment.Variables.SINK_SETTINGS));
}

function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = value as {
    Ref?: string;
    'Fn::GetAtt'?: string[];
    'Fn::Join'?: [string, unknown[]];
  };
  if (join) return join[1].map(flat).join(join[0]);
  return `<${ref ?? attribute?.join('.')}>`;
}
