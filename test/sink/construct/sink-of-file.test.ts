import { DestinationFile, S3DestinationStack } from '../../../lib';
import { INLINE_SINK, inlineBundle } from '../../../lib/sink/bundle';
import {
  appWith,
  destinationStack,
  FLAGS,
  ofType,
  one,
  type TemplateJson,
  templateOf,
} from '../../destination/support';
import { loadExamples } from '../../examples.support';
import { roleStatements, settingsOf } from './support';

const ARN = (kind: string, name: string) => `arn:aws:${kind}:eu-west-1:111122223333:${name}`;

/** A stack of a destination file whose sink has these settings. */
const stackOf = (sink: string, objects = '{ prefix: in }') =>
  destinationStack(
    `environment: { account: "111122223333", region: eu-west-1 }\nobjects: ${objects}\naccess: { type: none }\nsink:\n${sink}`,
  );
const resourcesOf = (template: TemplateJson) => Object.values(template.Resources);

describe('every setting of a file reaches the function', () => {
  test.each([
    [
      'defaults',
      '  source: { type: sqs }',
      '{ prefix: in }',
      { name: 'orders', suffix: '.jsonl', maxRecords: 1000 },
    ],
    [
      'columns',
      '  source: { type: kinesis }\n  format: delimited\n  fields: [a, b]\n  delimiter: "\\t"\n  compression: zstd',
      '{ prefix: in }',
      { format: 'delimited', fields: ['a', 'b'], delimiter: '\t', header: true, suffix: '.tsv.zst' },
    ],
    [
      'a template',
      '  source: { type: sns }\n  template: "{{ .a }}"\n  numbers: strict-go\n  sendPerRecord: false',
      '{ prefix: in, pattern: "*.json" }',
      { template: '{{ .a }}', numbers: 'strict-go', sendPerRecord: false, suffix: '.json' },
    ],
    [
      'bytes as they came, with a template that makes columns',
      '  source: { type: invoke }\n  format: delimited\n  template: "{{ .a }};{{ .b }}"',
      '{ prefix: in }',
      { format: 'delimited', header: false, maxRecords: 10_000 },
    ],
    [
      'raw bytes',
      '  source: { type: function-url }\n  format: raw',
      '{ prefix: in }',
      { format: 'raw', suffix: '' },
    ],
    [
      'limits',
      '  source: { type: sqs, fifo: true }\n  excludeFields: [a]\n  dataField: data\n  omitIfEmpty: true\n  timeoutSeconds: 5\n  retries: 0\n  batch: { maxRecords: 4, maxBytes: 9 }\n  key: "{HH}/{batch}"\n  keyTime: event:t',
      '{ prefix: in }',
      {
        excludeFields: ['a'],
        dataField: 'data',
        omitIfEmpty: true,
        timeoutSeconds: 5,
        retries: 0,
        maxRecords: 4,
        maxBytes: 9,
        key: '{HH}/{batch}',
        keyTime: 'event:t',
        eventSource: 'sqs-fifo',
      },
    ],
  ])('%s', (_, sink, objects, settings) => {
    expect(settingsOf(stackOf(sink, objects))).toMatchObject(settings);
  });
});

describe('what is there already is read, and not made', () => {
  test.each([
    [
      'a queue',
      `{ type: sqs, queueArn: "${ARN('sqs', 'orders')}" }`,
      'AWS::Lambda::EventSourceMapping',
      'sqs',
    ],
    [
      'a stream',
      `{ type: kinesis, streamArn: "${ARN('kinesis', 'stream/orders')}" }`,
      'AWS::Lambda::EventSourceMapping',
      'kinesis',
    ],
    ['a topic', `{ type: sns, topicArn: "${ARN('sns', 'orders')}" }`, 'AWS::SNS::Subscription', 'sns'],
  ])('%s', (_, source, reader, kind) => {
    const template = templateOf(stackOf(`  source: ${source}`));
    const types = resourcesOf(template).map(({ Type }) => Type);
    expect(types.filter((type) => /SNS::Topic$|Kinesis::Stream$/.test(type))).toEqual([]);
    const found = resourcesOf(template).find(({ Type }) => Type === reader);
    expect(JSON.stringify(found)).toContain(`:${kind}:`);
  });
});

test.each([
  ['queue', 'sqs', `queueArn: "${ARN('sqs', 'orders')}"`],
  ['stream', 'kinesis', `streamArn: "${ARN('kinesis', 'stream/orders')}"`],
])('the key of an existing %s may be used, and through its service only', (_, type, arn) => {
  const source = (key: string) => stackOf(`  source: { type: ${type}, ${arn}${key} }`);
  expect(roleStatements(source(`, keyArn: "${ARN('kms', 'key/1234abcd')}"`)).at(-1)).toEqual({
    Sid: 'DecryptSource',
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: ARN('kms', 'key/1234abcd'),
    Condition: { StringEquals: { 'kms:ViaService': `${type}.eu-west-1.amazonaws.com` } },
  });
  expect(JSON.stringify(templateOf(source('')))).not.toContain('kms:');
});

test('a pattern of events is deployed as the file writes it', () => {
  const stack = stackOf(
    '  source: { type: eventbridge, pattern: { detail-type: [Order], "$or": [{ source: [a] }, { account: ["1"] }] } }',
  );
  expect(one(stack, 'AWS::Events::Rule').Properties.EventPattern).toEqual({
    'detail-type': ['Order'],
    $or: [{ source: ['a'] }, { account: ['1'] }],
  });
  const plain = stackOf('  source: { type: eventbridge, pattern: { source: [a] } }');
  expect(one(plain, 'AWS::Events::Rule').Properties.EventPattern).toEqual({ source: ['a'] });
});

test('the statement of an IoT rule is deployed as the file writes it', () => {
  const stack = stackOf("  source: { type: iot-rule, sql: SELECT * FROM 'a/+/b' }");
  expect(one(stack, 'AWS::IoT::TopicRule').Properties).toMatchObject({
    TopicRulePayload: { Sql: "SELECT * FROM 'a/+/b'" },
  });
});

test('alarms tell the topic of the file', () => {
  const stack = stackOf(`  source: { type: sqs }\n  alarms: { topicArn: "${ARN('sns', 'on-call')}" }`);
  for (const { Properties } of ofType(stack, 'AWS::CloudWatch::Alarm')) {
    expect(Properties.AlarmActions).toEqual([ARN('sns', 'on-call')]);
  }
});

test('how the sink of one machine gets its credentials is no matter of the stack', () => {
  const sink = '  source: { type: sqs }';
  expect(templateOf(stackOf(`${sink}\n  credentials: { type: file, profile: acme }`))).toEqual(
    templateOf(stackOf(sink)),
  );
});

test('the batch of a file is the batch of the mapping', () => {
  const stack = stackOf(
    '  source: { type: sqs }\n  batch: { maxRecords: 7, maxSeconds: 9 }\n  reservedConcurrency: 3',
  );
  expect(one(stack, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
    BatchSize: 7,
    MaximumBatchingWindowInSeconds: 9,
    ScalingConfig: { MaximumConcurrency: 3 },
  });
});

test('the memory of a file is that of the function', () => {
  const stack = stackOf('  source: { type: sqs }\n  memorySize: 1769');
  expect(one(stack, 'AWS::Lambda::Function').Properties).toMatchObject({ MemorySize: 1769 });
});

test('a template that stands alone has the same function, with its code inside', () => {
  const [file] = loadExamples(['sink-sqs.yaml']) as [DestinationFile];
  const made = (context: Readonly<Record<string, unknown>>) => {
    const app = appWith({ ...FLAGS, ...context });
    const destination = DestinationFile._of(file._destination);
    const stack = new S3DestinationStack(app, destination.stackName, { destination });
    return one(stack, 'AWS::Lambda::Function').Properties;
  };
  const { Code, ...alone } = made({ [INLINE_SINK]: true });
  const { Code: asset, ...usual } = made({});
  expect([Code, asset]).toEqual([
    { ZipFile: inlineBundle() },
    { S3Bucket: expect.anything(), S3Key: expect.anything() },
  ]);
  expect(alone).toEqual(usual);
});

test('the examples are read as they are meant', () => {
  const types = loadExamples(['sink-sqs.yaml', 'sink-sqs-fifo.yaml']).map(
    ({ _destination }) => _destination.sink?.source,
  );
  expect(types).toEqual([
    { type: 'sqs', fifo: false },
    { type: 'sqs', fifo: true, queueArn: ARN('sqs', 'bookings.fifo') },
  ]);
});
