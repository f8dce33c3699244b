import { CfnParameter, Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { SinkSource } from '../../../lib';
import { readSettings } from '../../../lib/sink/runtime/read-settings';
import {
  complaintsOf,
  logicalIds,
  ofType,
  one,
  stackIn,
  statementsOf,
  templateOf,
} from '../../destination/support';
import { roleStatements, settingsOf, sinkIn, stackWithSink } from './support';

const ARN = (kind: string, name: string) => `arn:aws:${kind}:eu-west-1:111122223333:${name}`;
const SQL = "SELECT * FROM 'plant-1/+/readings'";

const EVERY: Readonly<Record<string, () => SinkSource>> = {
  sqs: () => SinkSource.sqs(),
  'sqs-fifo': () => SinkSource.sqs({ fifo: true }),
  kinesis: () => SinkSource.kinesis(),
  sns: () => SinkSource.sns(),
  eventbridge: () => SinkSource.eventBridge({ pattern: { source: ['acme.shop'], detailType: ['Order'] } }),
  'iot-rule': () => SinkSource.iotRule({ sql: SQL }),
  'function-url': () => SinkSource.functionUrl(),
  invoke: () => SinkSource.invoke(),
};
const NAMES = Object.keys(EVERY);
const stackOf = (name: string) => stackWithSink({ source: EVERY[name]?.() });

const mappingOf = (stack: ReturnType<typeof stackIn>) =>
  one(stack, 'AWS::Lambda::EventSourceMapping').Properties;
const resource = (stack: ReturnType<typeof stackIn>, id: string) =>
  templateOf(stack).Resources[id]?.Properties;

test.each(NAMES)('%s gives this template', (name) => {
  expect(templateOf(stackOf(name))).toMatchSnapshot();
});

/** What holds records, and what senders point at, must keep its id from version to version. */
describe('the logical ids are a contract', () => {
  const ALWAYS = {
    SinkDeadLettersB6D9BC16: 'AWS::SQS::Queue',
    SinkDeadLettersPolicy96CAAF4C: 'AWS::SQS::QueuePolicy',
    SinkLog8DEA14B2: 'AWS::Logs::LogGroup',
    SinkRole0D214317: 'AWS::IAM::Role',
    SinkPolicy9FD959F4: 'AWS::IAM::Policy',
    SinkFunction5A215B22: 'AWS::Lambda::Function',
    SinkDeadLettersAlarm27A01C00: 'AWS::CloudWatch::Alarm',
    SinkErrorsAlarmA5C91F5E: 'AWS::CloudWatch::Alarm',
  };
  const READS = {
    SinkMappingA9AF5E75: 'AWS::Lambda::EventSourceMapping',
    SinkAgeAlarmB803EF0A: 'AWS::CloudWatch::Alarm',
  };
  const QUEUE = {
    ...READS,
    SinkQueueC1184E4F: 'AWS::SQS::Queue',
    SinkQueuePolicyBAFD310C: 'AWS::SQS::QueuePolicy',
  };
  const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    sqs: QUEUE,
    'sqs-fifo': QUEUE,
    kinesis: { ...READS, SinkStream57794C23: 'AWS::Kinesis::Stream' },
    sns: {
      ...QUEUE,
      SinkTopicD83D6BFA: 'AWS::SNS::Topic',
      SinkTopicPolicy472EA187: 'AWS::SNS::TopicPolicy',
      SinkSubscriptionF2A7B6B0: 'AWS::SNS::Subscription',
    },
    eventbridge: { ...QUEUE, SinkRule26927836: 'AWS::Events::Rule' },
    'iot-rule': {
      ...QUEUE,
      SinkRuleRole412A9245: 'AWS::IAM::Role',
      SinkRulePolicyAB1BB04A: 'AWS::IAM::Policy',
      SinkRule63E58D88: 'AWS::IoT::TopicRule',
    },
    'function-url': {
      SinkUrlBDAD6533: 'AWS::Lambda::Url',
      SinkRequestsAlarm250FD37C: 'AWS::CloudWatch::Alarm',
    },
    invoke: { SinkAsyncInvoke5282B836: 'AWS::Lambda::EventInvokeConfig' },
  };

  test.each(NAMES)('of %s', (name) => {
    expect(logicalIds(stackOf(name))).toEqual({ ...ALWAYS, ...OWN[name] });
  });
});

describe('the role may do exactly this', () => {
  const ALWAYS = [
    {
      Sid: 'WriteObjects',
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::acme-orders/in/*',
    },
    {
      Sid: 'SendDeadLetters',
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': ['SinkDeadLettersB6D9BC16', 'Arn'] },
    },
    {
      Sid: 'WriteLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': ['SinkLog8DEA14B2', 'Arn'] },
    },
  ];
  const READ_QUEUE = {
    Sid: 'ReadQueue',
    Effect: 'Allow',
    Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    Resource: { 'Fn::GetAtt': ['SinkQueueC1184E4F', 'Arn'] },
  };
  const READ_STREAM = {
    Sid: 'ReadStream',
    Effect: 'Allow',
    Action: [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ],
    Resource: { 'Fn::GetAtt': ['SinkStream57794C23', 'Arn'] },
  };

  test.each([
    ['sqs', [READ_QUEUE]],
    ['sqs-fifo', [READ_QUEUE]],
    ['kinesis', [READ_STREAM]],
    ['sns', [READ_QUEUE]],
    ['eventbridge', [READ_QUEUE]],
    ['iot-rule', [READ_QUEUE]],
    ['function-url', []],
    ['invoke', []],
  ])('with %s', (name, own) => {
    const stack = stackOf(name);
    expect(roleStatements(stack)).toEqual([...ALWAYS, ...own]);
    const role = resource(stack, 'SinkRole0D214317');
    expect(Object.keys(role ?? {})).toEqual(['AssumeRolePolicyDocument', 'Description']);
    expect(statementsOf(role?.AssumeRolePolicyDocument)).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });

  test('and no other policy names the role', () => {
    for (const name of NAMES) {
      const policies = ofType(stackOf(name), 'AWS::IAM::Policy').filter(({ Properties }) =>
        JSON.stringify(Properties.Roles).includes('SinkRole0D214317'),
      );
      expect(policies).toHaveLength(1);
    }
  });
});

describe('the function is told', () => {
  test.each([
    ['sqs', 'sqs', 'sqs'],
    ['sqs-fifo', 'sqs-fifo', 'sqs'],
    ['kinesis', 'kinesis', 'kinesis'],
    ['sns', 'sqs', 'sns'],
    ['eventbridge', 'sqs', 'eventbridge'],
    ['iot-rule', 'sqs', 'iot-rule'],
    ['function-url', 'function-url', 'function-url'],
    ['invoke', 'invoke', 'invoke'],
  ])('of %s that its events are of %s and the word in keys is %s', (name, eventSource, source) => {
    expect(settingsOf(stackOf(name))).toMatchObject({ eventSource, source });
  });
});

test.each(NAMES)('one source of %s may serve two sinks, which share nothing', (name) => {
  const stack = stackIn();
  const source = EVERY[name]?.();
  for (const id of ['Sink', 'Other']) sinkIn(stack, { source }, id);
  const types = Object.values(logicalIds(stack)).sort();
  const alone = Object.values(logicalIds(stackOf(name)));
  expect(types).toEqual([...alone, ...alone].sort());
});

describe('a queue of the sink', () => {
  test('waits six times as long as the function, and the batching window', () => {
    const stack = stackWithSink({
      timeout: Duration.seconds(20),
      retries: 2,
      maxBatchingWindow: Duration.seconds(10),
    });
    expect(resource(stack, 'SinkFunction5A215B22')).toMatchObject({ Timeout: 90 });
    expect(resource(stack, 'SinkQueueC1184E4F')).toEqual({
      MessageRetentionPeriod: 1_209_600,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['SinkDeadLettersB6D9BC16', 'Arn'] },
        maxReceiveCount: 1000,
      },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 550,
    });
    expect(mappingOf(stack)).toMatchObject({
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test.each(['sqs', 'sqs-fifo', 'sns', 'eventbridge', 'iot-rule'])(
    'of %s keeps good messages while S3 cannot be reached for ten days',
    (name) => {
      const { RedrivePolicy, VisibilityTimeout } = resource(stackOf(name), 'SinkQueueC1184E4F') as {
        RedrivePolicy: { maxReceiveCount: number };
        VisibilityTimeout: number;
      };
      expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThan(10 * 86_400);
    },
  );

  test('keeps them for two days where everything is as short as can be', () => {
    const stack = stackWithSink({
      timeout: Duration.seconds(1),
      retries: 0,
      maxRecords: 10,
      maxBatchingWindow: Duration.seconds(0),
    });
    const { RedrivePolicy, VisibilityTimeout } = resource(stack, 'SinkQueueC1184E4F') as {
      RedrivePolicy: { maxReceiveCount: number };
      VisibilityTimeout: number;
    };
    expect(VisibilityTimeout).toBe(186);
    expect(RedrivePolicy.maxReceiveCount * VisibilityTimeout).toBeGreaterThan(2 * 86_400);
  });

  test('hands out a message as often as is said', () => {
    const stack = stackWithSink({ source: SinkSource.sqs({ maxReceiveCount: 12 }) });
    expect(resource(stack, 'SinkQueueC1184E4F')).toMatchObject({ RedrivePolicy: { maxReceiveCount: 12 } });
  });

  test('of FIFO has a FIFO dead-letter queue, and batches of ten without a window', () => {
    const stack = stackOf('sqs-fifo');
    for (const { Properties } of ofType(stack, 'AWS::SQS::Queue')) {
      expect(Properties).toMatchObject({ FifoQueue: true });
    }
    expect(mappingOf(stack)).toEqual({
      BatchSize: 10,
      EventSourceArn: { 'Fn::GetAtt': ['SinkQueueC1184E4F', 'Arn'] },
      FunctionName: { Ref: 'SinkFunction5A215B22' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('has batches of ten where nothing is gathered', () => {
    const mapping = mappingOf(stackWithSink({ maxBatchingWindow: Duration.seconds(0), maxRecords: 8 }));
    expect(mapping).toMatchObject({ BatchSize: 8 });
    expect(mapping).not.toHaveProperty('MaximumBatchingWindowInSeconds');
  });

  test.each([
    [1, undefined],
    [2, { MaximumConcurrency: 2 }],
    [5000, { MaximumConcurrency: 1000 }],
  ])('is read by no more than %d calls at once', (reservedConcurrency, scaling) => {
    const stack = stackWithSink({ reservedConcurrency });
    expect(mappingOf(stack).ScalingConfig).toEqual(scaling);
    expect(resource(stack, 'SinkFunction5A215B22')).toMatchObject({
      ReservedConcurrentExecutions: reservedConcurrency,
    });
  });
});

describe('a queue that is there already', () => {
  const withQueue = (name: string) => {
    const stack = stackIn();
    const queue = Queue.fromQueueArn(stack, 'Theirs', ARN('sqs', name));
    const sink = sinkIn(stack, { source: SinkSource.sqs({ queue }) });
    return { stack, sink, queue };
  };

  test('is read and left alone', () => {
    const { stack, sink, queue } = withQueue('orders');
    expect(sink.queue).toBe(queue);
    expect(ofType(stack, 'AWS::SQS::Queue')).toHaveLength(1);
    expect(mappingOf(stack)).toMatchObject({ EventSourceArn: ARN('sqs', 'orders'), BatchSize: 1000 });
    expect(roleStatements(stack).at(-1)).toMatchObject({ Sid: 'ReadQueue', Resource: ARN('sqs', 'orders') });
    expect(resource(stack, 'SinkAgeAlarmB803EF0A')).toMatchObject({
      Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
    });
  });

  test('may be FIFO, and the dead-letter queue is then, too', () => {
    const { stack } = withQueue('orders.fifo');
    expect(settingsOf(stack).eventSource).toBe('sqs-fifo');
    expect(resource(stack, 'SinkDeadLettersB6D9BC16')).toMatchObject({ FifoQueue: true });
    expect(mappingOf(stack)).toMatchObject({ BatchSize: 10 });
  });

  test('may have a key, which may be used through SQS only', () => {
    const stack = stackIn();
    const key = Key.fromKeyArn(stack, 'Key', ARN('kms', 'key/1234abcd'));
    const queue = Queue.fromQueueAttributes(stack, 'Theirs', {
      queueArn: ARN('sqs', 'orders'),
      keyArn: key.keyArn,
    });
    sinkIn(stack, { source: SinkSource.sqs({ queue }) });
    expect(roleStatements(stack).at(-1)).toEqual({
      Sid: 'DecryptSource',
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: ARN('kms', 'key/1234abcd'),
      Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } },
    });
  });
});

describe('a stream', () => {
  test('of the sink keeps records a week, and a batch that failed comes again whole until it expires', () => {
    const stack = stackOf('kinesis');
    expect(one(stack, 'AWS::Kinesis::Stream')).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: {
        RetentionPeriodHours: 168,
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      },
    });
    expect(mappingOf(stack)).toEqual({
      BatchSize: 1000,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': ['SinkDeadLettersB6D9BC16', 'Arn'] } },
      },
      EventSourceArn: { 'Fn::GetAtt': ['SinkStream57794C23', 'Arn'] },
      FunctionName: { Ref: 'SinkFunction5A215B22' },
      MaximumBatchingWindowInSeconds: 60,
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  test('that is there already is read from where it is said, its key behind an alias', () => {
    const stack = stackIn();
    const key = Key.fromKeyArn(stack, 'Key', ARN('kms', 'key/1234abcd'));
    const encryptionKey = new Alias(stack, 'Alias', { aliasName: 'clicks', targetKey: key });
    const stream = Stream.fromStreamAttributes(stack, 'Theirs', {
      streamArn: ARN('kinesis', 'stream/clicks'),
      encryptionKey,
    });
    const source = SinkSource.kinesis({
      stream,
      startingPosition: StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: 1_700_000_000,
      parallelizationFactor: 4,
    });
    const sink = sinkIn(stack, { source });
    expect(sink.stream).toBe(stream);
    expect(ofType(stack, 'AWS::Kinesis::Stream')).toEqual([]);
    expect(mappingOf(stack)).toMatchObject({
      EventSourceArn: ARN('kinesis', 'stream/clicks'),
      ParallelizationFactor: 4,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1_700_000_000,
    });
    expect(roleStatements(stack).slice(-2)).toMatchObject([
      { Sid: 'ReadStream', Resource: ARN('kinesis', 'stream/clicks') },
      {
        Sid: 'DecryptSource',
        Resource: ARN('kms', 'key/1234abcd'),
        Condition: { StringEquals: { 'kms:ViaService': 'kinesis.eu-west-1.amazonaws.com' } },
      },
    ]);
  });
});

/** Who may send to a queue, by the queue's logical id, besides nobody without TLS. */
function senders(stack: ReturnType<typeof stackIn>, policy: string) {
  return statementsOf(resource(stack, policy)?.PolicyDocument).filter(({ Effect }) => Effect === 'Allow');
}
const QUEUE_POLICY = 'SinkQueuePolicyBAFD310C';
const DEAD_LETTERS_POLICY = 'SinkDeadLettersPolicy96CAAF4C';
const QUEUE_ARN = { 'Fn::GetAtt': ['SinkQueueC1184E4F', 'Arn'] };
const DEAD_LETTERS_ARN = { 'Fn::GetAtt': ['SinkDeadLettersB6D9BC16', 'Arn'] };

describe('a topic', () => {
  test('of the sink takes messages over TLS only, and sends them raw to the queue', () => {
    const stack = stackOf('sns');
    const topic = { Ref: 'SinkTopicD83D6BFA' };
    expect(one(stack, 'AWS::SNS::Subscription').Properties).toEqual({
      Endpoint: QUEUE_ARN,
      Protocol: 'sqs',
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: DEAD_LETTERS_ARN },
      TopicArn: topic,
    });
    expect(statementsOf(one(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument)).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
    expect(senders(stack, QUEUE_POLICY)).toEqual([
      {
        Sid: 'AllowTopic',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: QUEUE_ARN,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    ]);
    expect(senders(stack, DEAD_LETTERS_POLICY)).toMatchObject([
      { Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnEquals: { 'aws:SourceArn': topic } } },
    ]);
  });

  test.each([
    ['of this region', ARN('sns', 'orders'), undefined],
    ['of another region', 'arn:aws:sns:us-east-1:111122223333:orders', 'us-east-1'],
  ])('%s that is there already is only subscribed to', (_, arn, region) => {
    const stack = stackIn();
    const topic = Topic.fromTopicArn(stack, 'Theirs', arn);
    const sink = sinkIn(stack, { source: SinkSource.sns({ topic }) });
    expect(sink.topic).toBe(topic);
    expect(ofType(stack, 'AWS::SNS::Topic')).toEqual([]);
    const subscription = one(stack, 'AWS::SNS::Subscription').Properties;
    expect(subscription).toMatchObject({ TopicArn: arn });
    expect(subscription.Region).toBe(region);
    expect(senders(stack, QUEUE_POLICY)[0]).toMatchObject({
      Condition: { ArnEquals: { 'aws:SourceArn': arn } },
    });
  });

  test('that is FIFO gets FIFO queues', () => {
    const stack = stackIn();
    const topic = Topic.fromTopicArn(stack, 'Theirs', ARN('sns', 'orders.fifo'));
    sinkIn(stack, { source: SinkSource.sns({ topic }) });
    expect(settingsOf(stack)).toMatchObject({ eventSource: 'sqs-fifo', source: 'sns' });
    expect(ofType(stack, 'AWS::SQS::Queue').map(({ Properties }) => Properties.FifoQueue)).toEqual([
      true,
      true,
    ]);
  });
});

test('events of a bus come through the queue, and those that do not get there go to the dead letters', () => {
  const stack = stackIn();
  const eventBus = EventBus.fromEventBusName(stack, 'Shop', 'shop');
  const pattern = {
    source: ['acme.shop'],
    detailType: ['Order'],
    detail: { total: [{ numeric: ['>', 100] }] },
  };
  sinkIn(stack, { source: SinkSource.eventBridge({ pattern, eventBus }) });
  expect(one(stack, 'AWS::Events::Rule').Properties).toEqual({
    EventBusName: 'shop',
    EventPattern: {
      source: ['acme.shop'],
      'detail-type': ['Order'],
      detail: { total: [{ numeric: ['>', 100] }] },
    },
    State: 'ENABLED',
    Targets: [{ Arn: QUEUE_ARN, DeadLetterConfig: { Arn: DEAD_LETTERS_ARN }, Id: 'Target0' }],
  });
  for (const [policy, Resource] of [
    [QUEUE_POLICY, QUEUE_ARN],
    [DEAD_LETTERS_POLICY, DEAD_LETTERS_ARN],
  ] as const) {
    expect(senders(stack, policy)).toEqual([
      {
        Sid: 'AllowRule',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource,
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['SinkRule26927836', 'Arn'] } } },
      },
    ]);
  }
});

test('an IoT rule may send to its queue and to the dead letters, and only rules of this account may use its role', () => {
  const stack = stackOf('iot-rule');
  expect(statementsOf(resource(stack, 'SinkRulePolicyAB1BB04A')?.PolicyDocument)).toEqual([
    {
      Sid: 'SendToQueues',
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: [DEAD_LETTERS_ARN, QUEUE_ARN],
    },
  ]);
  expect(statementsOf(resource(stack, 'SinkRuleRole412A9245')?.AssumeRolePolicyDocument)).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'iot.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    },
  ]);
  const send = (queue: string) => ({
    Sqs: {
      QueueUrl: { Ref: queue },
      RoleArn: { 'Fn::GetAtt': ['SinkRuleRole412A9245', 'Arn'] },
      UseBase64: false,
    },
  });
  expect(one(stack, 'AWS::IoT::TopicRule').Properties).toEqual({
    TopicRulePayload: {
      Sql: SQL,
      AwsIotSqlVersion: '2016-03-23',
      Actions: [send('SinkQueueC1184E4F')],
      ErrorAction: send('SinkDeadLettersB6D9BC16'),
    },
  });
});

test('a function URL wants signed requests, and lets nobody in by itself', () => {
  const stack = stackIn();
  const sink = sinkIn(stack, { source: SinkSource.functionUrl() });
  expect(one(stack, 'AWS::Lambda::Url').Properties).toMatchObject({ AuthType: 'AWS_IAM' });
  expect(ofType(stack, 'AWS::Lambda::Permission')).toEqual([]);
  expect(stack.resolve(sink.functionUrl?.url)).toEqual({ 'Fn::GetAtt': ['SinkUrlBDAD6533', 'FunctionUrl'] });
});

test('an invocation that nobody waits for is tried three times, then its payload is a dead letter', () => {
  expect(one(stackOf('invoke'), 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
    DestinationConfig: { OnFailure: { Destination: DEAD_LETTERS_ARN } },
    FunctionName: { Ref: 'SinkFunction5A215B22' },
    MaximumRetryAttempts: 2,
    Qualifier: '$LATEST',
  });
});

describe('wrong props of a source are named', () => {
  const theirs = () => Queue.fromQueueArn(stackIn(), 'Theirs', ARN('sqs', 'orders'));
  const whole = (key: string, most: number) => `${key}: must be a whole number from 1 to ${most}`;
  const beside = (key: string) => `${key}: stands beside queue, and what exists is left alone: take it out`;

  test.each([
    ['SinkSource.sqs', () => SinkSource.sqs({ maxReceiveCount: 0 }), [whole('maxReceiveCount', 1000)]],
    ['SinkSource.sqs', () => SinkSource.sqs({ maxReceiveCount: 1001 }), [whole('maxReceiveCount', 1000)]],
    ['SinkSource.sqs', () => SinkSource.sqs({ maxReceiveCount: 1.5 }), [whole('maxReceiveCount', 1000)]],
    [
      'SinkSource.sqs',
      () => SinkSource.sqs({ queue: theirs(), fifo: false, maxReceiveCount: 3 }),
      [beside('fifo'), beside('maxReceiveCount')],
    ],
    [
      'SinkSource.kinesis',
      () => SinkSource.kinesis({ parallelizationFactor: 11 }),
      [whole('parallelizationFactor', 10)],
    ],
    [
      'SinkSource.eventBridge',
      () => SinkSource.eventBridge({ pattern: {} }),
      ['pattern: is empty: say which events are written'],
    ],
  ])('%s', (factory, make, complaints) => {
    expect(complaintsOf(make)).toEqual([`${factory}:`, ...complaints]);
  });

  test('but not what is known at deployment only', () => {
    const stack = stackIn();
    const maxReceiveCount = new CfnParameter(stack, 'Receives', { type: 'Number' }).valueAsNumber;
    sinkIn(stack, { source: SinkSource.sqs({ maxReceiveCount }) });
    expect(resource(stack, 'SinkQueueC1184E4F')).toMatchObject({
      RedrivePolicy: { maxReceiveCount: { Ref: 'Receives' } },
    });
  });
});

test.each(NAMES)('the function understands the settings of %s', (name) => {
  for (const deduplicate of ['function-url', 'invoke', 'kinesis'].includes(name) ? [false] : [false, true]) {
    const settings = settingsOf(stackWithSink({ source: EVERY[name]?.(), deduplicate }));
    const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters';
    const deployed = { ...settings, deadLetterQueueUrl: url };
    expect(readSettings(JSON.stringify(deployed))).toEqual(deployed);
  }
});
