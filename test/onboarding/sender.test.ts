import type { Destination } from '../../lib/config/destination';
import { parseDestination } from '../../lib/load/read';
import { senderValues } from '../../lib/onboarding/sender';

const OUTPUTS = {
  BucketRegion: 'eu-west-1',
  SinkFunctionName: 'sink-fn',
  SinkQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
  SinkStreamName: 'clicks',
  SinkTopicArn: 'arn:aws:sns:eu-west-1:111122223333:news',
  SinkUrl: 'https://abc.lambda-url.eu-west-1.on.aws/',
};

function valuesOf(source: object, outputs: Record<string, string> = OUTPUTS, settings: object = {}) {
  const file = { version: 1, name: 'd', access: { type: 'none' }, sink: { source, ...settings } };
  const { destination } = parseDestination('d.yaml', JSON.stringify(file));
  return Object.fromEntries(
    senderValues(destination as Destination, outputs).map(({ label, value, where }) => [
      label,
      value ?? `(${where})`,
    ]),
  );
}

test.each<[string, object, Record<string, string>]>([
  [
    'a queue',
    { type: 'sqs' },
    {
      'Queue URL': OUTPUTS.SinkQueueUrl,
      Right: 'sqs:SendMessage, on arn:aws:sqs:eu-west-1:111122223333:orders',
      Region: 'eu-west-1',
      Form: 'a message is one JSON value',
    },
  ],
  [
    'a stream',
    { type: 'kinesis' },
    {
      Stream: 'clicks',
      Right: 'kinesis:PutRecord and kinesis:PutRecords',
      Region: 'eu-west-1',
      Form: 'a record of the stream is one JSON value; not aggregated by the Kinesis Producer Library',
    },
  ],
  [
    'a topic',
    { type: 'sns' },
    {
      'Topic ARN': OUTPUTS.SinkTopicArn,
      Right: 'sns:Publish',
      Region: 'eu-west-1',
      Form: 'a message is one JSON value',
    },
  ],
  [
    'a bus',
    { type: 'eventbridge', pattern: { source: ['acme'] } },
    {
      'Event bus': 'default',
      'Events that are taken': '{"source":["acme"]}',
      Right: 'events:PutEvents',
      Region: 'eu-west-1',
      Form: 'the whole event is a record',
    },
  ],
  [
    'a rule',
    { type: 'iot-rule', sql: "SELECT * FROM 'a/b'" },
    {
      'Messages that are taken': "SELECT * FROM 'a/b'",
      Right: 'iot:Publish, in the AWS IoT policy of the device',
      Region: 'eu-west-1',
      Form: 'what the statement selects is a record',
    },
  ],
  [
    'a URL',
    { type: 'function-url' },
    {
      URL: OUTPUTS.SinkUrl,
      Request: 'POST or PUT, signed with SigV4 for the service lambda',
      Right:
        'lambda:InvokeFunctionUrl, and lambda:InvokeFunction where lambda:InvokedViaFunctionUrl is true, on the function sink-fn',
      Region: 'eu-west-1',
      Form: 'a JSON array, or JSON Lines, of records in the body',
    },
  ],
  [
    'a function',
    { type: 'invoke' },
    {
      Function: 'sink-fn',
      Right: 'lambda:InvokeFunction, on the function sink-fn',
      Region: 'eu-west-1',
      Form: 'a JSON array, or JSON Lines, of records in the payload',
    },
  ],
])('%s', (_, source, expected) => {
  expect(valuesOf(source)).toEqual(expected);
});

test('what exists is known before the stack is deployed', () => {
  expect(
    valuesOf({ type: 'sqs', queueArn: 'arn:aws-cn:sqs:cn-north-1:111122223333:in.fifo' }, {}),
  ).toMatchObject({
    'Queue URL': 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/in.fifo',
    Right: 'sqs:SendMessage, on arn:aws-cn:sqs:cn-north-1:111122223333:in.fifo',
    Order: expect.stringContaining('message group ID'),
    Region: 'cn-north-1',
  });
  const streamArn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
  expect(valuesOf({ type: 'kinesis', streamArn }, {})).toMatchObject({
    Stream: 'clicks',
    Right: `kinesis:PutRecord and kinesis:PutRecords, on ${streamArn}`,
  });
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:news.fifo';
  expect(valuesOf({ type: 'sns', topicArn }, {})).toMatchObject({
    'Topic ARN': topicArn,
    Order: expect.anything(),
  });
});

test('what is there already may be in another region than the stack, and encrypted with a key of its own', () => {
  const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/0f1e2d3c-0000-4000-8000-000000000000';
  const queueArn = 'arn:aws:sqs:us-east-1:111122223333:in';
  expect(valuesOf({ type: 'sqs', queueArn, keyArn })).toMatchObject({
    Region: 'us-east-1',
    'Right on the key': `kms:GenerateDataKey and kms:Decrypt, on ${keyArn}`,
  });
  const streamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks';
  expect(valuesOf({ type: 'kinesis', streamArn, keyArn })).toMatchObject({
    Region: 'us-east-1',
    'Right on the key': `kms:GenerateDataKey, on ${keyArn}`,
  });
  expect(valuesOf({ type: 'sqs', queueArn })).not.toHaveProperty('Right on the key');
});

test('what does not exist yet is named by its output', () => {
  expect(valuesOf({ type: 'sqs' }, {})).toMatchObject({
    'Queue URL': '(in the output SinkQueueUrl of the stack, once it is deployed)',
    Right: 'sqs:SendMessage',
  });
});

test('of raw records anything is taken', () => {
  const raw = (type: string) => valuesOf({ type }, OUTPUTS, { format: 'raw' }).Form;
  expect(['sqs', 'kinesis', 'function-url', 'invoke'].map(raw)).toEqual([
    'a message is any bytes',
    'a record of the stream is any bytes; not aggregated by the Kinesis Producer Library',
    'the body is a record',
    'the payload is a record',
  ]);
});

test('without a sink there are no senders', () => {
  expect(senderValues({ environment: {} }, OUTPUTS)).toEqual([]);
});
