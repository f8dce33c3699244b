import type { Destination, Sink } from '../config/destination';
import { partitionOf, urlSuffixOf } from '../config/partition';
import { isFifo } from '../config/sink-source';
import type { HandoverValue, StackOutputs } from './handover';

/**
 * What whoever sends records to the sink has to know: where to, with which right, and in which form. Nothing in it is
 * secret: senders have credentials of their own. Empty without a sink.
 */
export function senderValues(
  { sink, environment }: Pick<Destination, 'sink' | 'environment'>,
  outputs: StackOutputs,
): HandoverValue[] {
  if (sink === undefined) return [];
  // What is there already may be in another region than the stack.
  const region = arnOf(sink)?.split(':')[3] ?? outputs.BucketRegion ?? environment.region;
  return [
    ...ofSource(sink, outputs),
    { label: 'Region', ...known(region, 'BucketRegion') },
    { label: 'Form', value: formOf(sink) },
  ];
}

function arnOf({ source }: Sink): string | undefined {
  switch (source.type) {
    case 'sqs':
      return source.queueArn;
    case 'kinesis':
      return source.streamArn;
    case 'sns':
      return source.topicArn;
    default:
      return undefined;
  }
}

function ofSource({ source }: Sink, outputs: StackOutputs): HandoverValue[] {
  switch (source.type) {
    case 'sqs': {
      const url = source.queueArn === undefined ? outputs.SinkQueueUrl : urlOf(source.queueArn);
      const arn = source.queueArn ?? (url === undefined ? undefined : queueArnOf(url));
      return [
        { label: 'Queue URL', ...known(url, 'SinkQueueUrl') },
        ...right('sqs:SendMessage', arn),
        ...rightOnKey('kms:GenerateDataKey and kms:Decrypt', source.keyArn),
        ...(isFifo(source) ? [IN_ORDER] : []),
      ];
    }
    case 'kinesis': {
      const name = outputs.SinkStreamName ?? source.streamArn?.split('/')[1];
      return [
        { label: 'Stream', ...known(name, 'SinkStreamName') },
        ...right('kinesis:PutRecord and kinesis:PutRecords', source.streamArn),
        ...rightOnKey('kms:GenerateDataKey', source.keyArn),
      ];
    }
    case 'sns': {
      const arn = outputs.SinkTopicArn ?? source.topicArn;
      return [
        { label: 'Topic ARN', ...known(arn, 'SinkTopicArn') },
        ...right('sns:Publish', undefined),
        ...(isFifo(source) ? [IN_ORDER] : []),
      ];
    }
    case 'eventbridge':
      return [
        { label: 'Event bus', value: 'default' },
        { label: 'Events that are taken', value: JSON.stringify(source.pattern) },
        ...right('events:PutEvents', undefined),
      ];
    case 'iot-rule':
      return [
        { label: 'Messages that are taken', value: source.sql },
        { label: 'Right', value: 'iot:Publish, in the AWS IoT policy of the device' },
      ];
    case 'function-url':
      return [
        { label: 'URL', ...known(outputs.SinkUrl, 'SinkUrl') },
        { label: 'Request', value: 'POST or PUT, signed with SigV4 for the service lambda' },
        // Without the condition, the sender could call the function with any event.
        ...right(
          'lambda:InvokeFunctionUrl, and lambda:InvokeFunction where lambda:InvokedViaFunctionUrl is true',
          functionOf(outputs),
        ),
      ];
    case 'invoke':
      return [
        { label: 'Function', ...known(outputs.SinkFunctionName, 'SinkFunctionName') },
        ...right('lambda:InvokeFunction', functionOf(outputs)),
      ];
  }
}

/** The queue that the stack makes leaves both to the sender. */
const IN_ORDER: HandoverValue = {
  label: 'Order',
  value: 'each message has a message group ID, within which the order stays, and a deduplication ID',
};

const right = (actions: string, on: string | undefined): HandoverValue[] => [
  { label: 'Right', value: on === undefined ? actions : `${actions}, on ${on}` },
];

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html and
 * https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
const rightOnKey = (actions: string, key: string | undefined): HandoverValue[] =>
  key === undefined ? [] : [{ label: 'Right on the key', value: `${actions}, on ${key}` }];

const functionOf = ({ SinkFunctionName: name }: StackOutputs) =>
  name === undefined ? undefined : `the function ${name}`;

function formOf({ source, format }: Sink): string {
  const one = format === 'raw' ? 'any bytes' : 'one JSON value';
  switch (source.type) {
    case 'function-url':
    case 'invoke': {
      const what = source.type === 'invoke' ? 'payload' : 'body';
      return format === 'raw'
        ? `the ${what} is a record`
        : `a JSON array, or JSON Lines, of records in the ${what}`;
    }
    case 'kinesis':
      return `a record of the stream is ${one}; not aggregated by the Kinesis Producer Library`;
    case 'eventbridge':
      return 'the whole event is a record';
    case 'iot-rule':
      return 'what the statement selects is a record';
    default:
      return `a message is ${one}`;
  }
}

function known(value: string | undefined, output: string): Pick<HandoverValue, 'value' | 'where'> {
  return value === undefined
    ? { where: `in the output ${output} of the stack, once it is deployed` }
    : { value };
}

/** `arn:aws:sqs:eu-west-1:111122223333:orders` → `https://sqs.eu-west-1.amazonaws.com/111122223333/orders` */
function urlOf(queueArn: string): string {
  const [, , , region = '', account, name] = queueArn.split(':');
  return `https://sqs.${region}.${urlSuffixOf(region)}/${account}/${name}`;
}

/** The inverse, where the URL is one of SQS. */
function queueArnOf(url: string): string | undefined {
  const [, region = '', account, name] =
    /^https:\/\/sqs\.([a-z0-9-]+)\.[^/]+\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
  return name === undefined ? undefined : `arn:${partitionOf(region)}:sqs:${region}:${account}:${name}`;
}
