import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InvalidPropsError, required } from '../destination/props-error';
import { bindFunctionUrl, bindInvoke } from './direct-sources';
import { bindEventBridge } from './event-bridge-source';
import { bindIotRule } from './iot-rule-source';
import { bindKinesis } from './kinesis-source';
import type { EventSource, SourceType } from './runtime/settings';
import type { SinkContext, SinkSourceConfig } from './sink-context';
import type {
  EventBridgeSourceProps,
  IotRuleSourceProps,
  KinesisSourceProps,
  SnsSourceProps,
  SqsSourceProps,
} from './sink-source-props';
import { bindSns } from './sns-source';
import { bindSqs } from './sqs-source';

/**
 * Where the records of a sink come from. One source serves one sink or several; what is not handed in is made anew for
 * each.
 */
export abstract class SinkSource {
  /** The messages of a queue; the body is the record. */
  static sqs(props: SqsSourceProps = {}): SinkSource {
    const { queue, maxReceiveCount } = props;
    refuse('SinkSource.sqs', [
      ...besides('queue', queue, { fifo: props.fifo, maxReceiveCount }),
      ...outside('maxReceiveCount', maxReceiveCount, 1, 1000),
    ]);
    const fifo = queue?.fifo ?? props.fifo ?? false;
    return new BoundSource({ type: 'sqs', fifo }, fifo ? 'sqs-fifo' : 'sqs', bindSqs.bind(undefined, props));
  }

  /** The data of a Kinesis data stream. */
  static kinesis(props: KinesisSourceProps = {}): SinkSource {
    refuse('SinkSource.kinesis', outside('parallelizationFactor', props.parallelizationFactor, 1, 10));
    return new BoundSource({ type: 'kinesis' }, 'kinesis', bindKinesis.bind(undefined, props));
  }

  /** The messages of a topic, through a queue of the sink's own; the body is the record. */
  static sns(props: SnsSourceProps = {}): SinkSource {
    const eventSource = props.topic?.fifo ? 'sqs-fifo' : 'sqs';
    return new BoundSource({ type: 'sns' }, eventSource, bindSns.bind(undefined, props));
  }

  /** Whole events of EventBridge, through a queue of the sink's own. */
  static eventBridge(props: EventBridgeSourceProps): SinkSource {
    const { pattern } = required('SinkSource.eventBridge', props, { pattern: 'which events are written' });
    if (Object.keys(pattern).length === 0) {
      refuse('SinkSource.eventBridge', ['pattern: is empty: say which events are written']);
    }
    return new BoundSource({ type: 'eventbridge', pattern }, 'sqs', bindEventBridge.bind(undefined, props));
  }

  /** What a rule of AWS IoT Core selects, through a queue of the sink's own. */
  static iotRule(props: IotRuleSourceProps): SinkSource {
    const { sql } = required('SinkSource.iotRule', props, { sql: 'the SELECT statement of the rule' });
    return new BoundSource({ type: 'iot-rule', sql }, 'sqs', bindIotRule.bind(undefined, props));
  }

  /**
   * A URL over HTTPS, whose callers sign with SigV4. They need both `lambda:InvokeFunctionUrl` and
   * `lambda:InvokeFunction` (with `lambda:InvokedViaFunctionUrl`): `functionUrl.grantInvokeUrl` of new versions of the
   * CDK grants both. A body is one batch; the answer comes after that of S3.
   */
  static functionUrl(): SinkSource {
    return new BoundSource({ type: 'function-url' }, 'function-url', bindFunctionUrl);
  }

  /**
   * The function is invoked by name. A payload is one batch. Invocations that nobody waits for are tried three times,
   * then the payload goes to the dead-letter queue.
   */
  static invoke(): SinkSource {
    return new BoundSource({ type: 'invoke' }, 'invoke', bindInvoke);
  }

  /**
   * The source in the words of the destination file.
   *
   * @internal
   */
  abstract readonly _settings: SourceSettings;
  /** @internal */
  abstract readonly _eventSource: EventSource;

  /** Called by the `LambdaSink`: makes in `scope` what brings records to the function. */
  abstract bind(scope: Construct, context: SinkContext): SinkSourceConfig;
}

interface SourceSettings {
  readonly type: SourceType;
  readonly [key: string]: unknown;
}

class BoundSource extends SinkSource {
  constructor(
    override readonly _settings: SourceSettings,
    override readonly _eventSource: EventSource,
    private readonly make: (scope: Construct, context: SinkContext) => SinkSourceConfig,
  ) {
    super();
  }

  override bind(scope: Construct, context: SinkContext): SinkSourceConfig {
    return this.make(scope, context);
  }
}

function refuse(factory: string, complaints: readonly string[]): void {
  if (complaints.length > 0) throw new InvalidPropsError(factory, complaints);
}

/** Nothing of what is there already is changed. */
function besides(name: string, existing: unknown, others: Readonly<Record<string, unknown>>): string[] {
  if (existing === undefined) return [];
  return Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => `${key}: stands beside ${name}, and what exists is left alone: take it out`);
}

function outside(key: string, value: number | undefined, least: number, most: number): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [`${key}: must be a whole number from ${least} to ${most}`];
}
