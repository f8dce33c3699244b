import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Node } from 'constructs';
import {
  DestinationBucket,
  DestinationEncryption,
  type LambdaSinkProps,
  ObjectScope,
  SinkCompression,
  SinkFormat,
  SinkSource,
  TemplateNumbers,
} from '../../../lib';
import { bundleFolder, inlineBundle } from '../../../lib/sink/bundle';
import { metricName } from '../../../lib/sink/metric-name';
import {
  acmeOrders,
  appWith,
  complaintsOf,
  IRELAND,
  logicalIds,
  ofType,
  one,
  refusedProps,
  stackIn,
} from '../../destination/support';
import { roleStatements, settingsOf, sinkIn, stackWithSink } from './support';

describe('the settings of the function', () => {
  test('have every default', () => {
    expect(settingsOf(stackWithSink())).toEqual({
      version: 1,
      name: 'Stack/Sink',
      bucket: 'acme-orders',
      prefix: 'in',
      suffix: '.jsonl',
      eventSource: 'sqs',
      source: 'sqs',
      format: 'json',
      sendPerRecord: true,
      numbers: 'friendly',
      omitIfEmpty: false,
      delimiter: ',',
      header: false,
      compression: 'none',
      key: '{yyyy}/{MM}/{dd}/{batch}',
      keyTime: 'arrival',
      timeoutSeconds: 60,
      retries: 1,
      maxBytes: 5_242_880,
      maxRecords: 1000,
      deadLetterQueueUrl: '<SinkDeadLettersB6D9BC16>',
    });
  });

  test('say what the props say', () => {
    const stack = stackWithSink({
      name: 'Readings of plant 1',
      objects: new ObjectScope({ prefix: 'in/plant-1', pattern: '*.csv.gz' }),
      source: SinkSource.kinesis(),
      format: SinkFormat.DELIMITED,
      template: '{{ toJson . }}',
      numbers: TemplateNumbers.STRICT_GO,
      fields: ['id', 't', 'celsius'],
      dataField: 'payload',
      omitIfEmpty: true,
      delimiter: ';',
      header: false,
      compression: SinkCompression.GZIP,
      timeout: Duration.minutes(5),
      retries: 3,
      maxRecords: 500,
      maxBytes: 1_000_000,
      maxBatchingWindow: Duration.seconds(5),
      key: '{field:machine}/{HH}/{batch}',
      keyTime: 'event:t',
    });
    expect(settingsOf(stack)).toEqual({
      version: 1,
      name: 'Readings of plant 1',
      bucket: 'acme-orders',
      prefix: 'in/plant-1',
      suffix: '.csv.gz',
      eventSource: 'kinesis',
      source: 'kinesis',
      format: 'delimited',
      sendPerRecord: true,
      template: '{{ toJson . }}',
      numbers: 'strict-go',
      fields: ['id', 't', 'celsius'],
      dataField: 'payload',
      omitIfEmpty: true,
      delimiter: ';',
      header: false,
      compression: 'gzip',
      key: '{field:machine}/{HH}/{batch}',
      keyTime: 'event:t',
      timeoutSeconds: 300,
      retries: 3,
      maxBytes: 1_000_000,
      maxRecords: 500,
      deadLetterQueueUrl: '<SinkDeadLettersB6D9BC16>',
    });
    // Four attempts of five minutes are more than a function may run.
    expect(one(stack, 'AWS::Lambda::Function').Properties).toMatchObject({ Timeout: 900 });
  });

  test('name the bucket of the app, and the root of it', () => {
    const stack = stackIn();
    const { bucket } = new DestinationBucket(stack, 'Orders');
    sinkIn(stack, { bucket, objects: undefined });
    expect(settingsOf(stack)).toMatchObject({ bucket: '<OrdersBucket195ECF73>', prefix: '' });
  });

  test('hold no secret and nothing of CloudFormation but names', () => {
    expect(JSON.stringify(settingsOf(stackWithSink({ deduplicate: true })))).not.toMatch(/Token|secret/i);
  });
});

test('the function is small, of its own role and log, and traced by nothing', () => {
  const stack = stackWithSink({ logRetention: RetentionDays.ONE_WEEK });
  expect(one(stack, 'AWS::Lambda::Function').Properties).toEqual({
    Architectures: ['arm64'],
    Code: {
      S3Bucket: 'cdk-hnb659fds-assets-111122223333-eu-west-1',
      S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/),
    },
    Description: 'Writes records to the S3 destination',
    Environment: expect.anything(),
    Handler: 'index.handler',
    LoggingConfig: { LogGroup: { Ref: 'SinkLog8DEA14B2' } },
    MemorySize: 512,
    Role: { 'Fn::GetAtt': ['SinkRole0D214317', 'Arn'] },
    Runtime: 'nodejs24.x',
    Timeout: 150,
  });
  expect(one(stack, 'AWS::Logs::LogGroup').Properties).toEqual({ RetentionInDays: 7 });
});

test('more memory is also more processor', () => {
  expect(one(stackWithSink({ memorySize: 1024 }), 'AWS::Lambda::Function').Properties.MemorySize).toBe(1024);
});

test('the log is kept for three months', () => {
  expect(one(stackWithSink(), 'AWS::Logs::LogGroup').Properties).toEqual({ RetentionInDays: 90 });
});

test('a grant of the app reaches the role', () => {
  const stack = stackIn();
  const sink = sinkIn(stack);
  new Topic(stack, 'Told').grantPublish(sink.function);
  expect(ofType(stack, 'AWS::IAM::Policy')).toHaveLength(2);
});

describe('deduplicate', () => {
  const stack = stackWithSink({ deduplicate: true });

  test('makes a table that forgets', () => {
    expect(one(stack, 'AWS::DynamoDB::Table')).toEqual({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
    });
    expect(logicalIds(stack)).toHaveProperty('SinkClaims6A5DAF90');
  });

  test('lets the function claim messages, and see whether an object is there', () => {
    const statements = roleStatements(stack).filter(({ Sid }) =>
      ['FindObjects', 'ClaimMessages'].includes(Sid),
    );
    expect(statements).toEqual([
      {
        Sid: 'FindObjects',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::acme-orders/in/*',
      },
      {
        Sid: 'ClaimMessages',
        Effect: 'Allow',
        Action: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
        Resource: { 'Fn::GetAtt': ['SinkClaims6A5DAF90', 'Arn'] },
      },
    ]);
  });

  test('leases for longer than the function runs, and remembers for longer than queues do', () => {
    expect(settingsOf(stack)).toMatchObject({
      claimsTable: '<SinkClaims6A5DAF90>',
      leaseSeconds: 150 + 60,
      rememberSeconds: 15 * 86_400,
    });
  });

  test('is off unless it is asked for', () => {
    const without = stackIn();
    expect(sinkIn(without).claimsTable).toBeUndefined();
    expect(ofType(without, 'AWS::DynamoDB::Table')).toEqual([]);
  });
});

describe('alarms', () => {
  const alarmsOf = (props: Partial<LambdaSinkProps>) =>
    ofType(stackWithSink(props), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

  test('are three with a queue', () => {
    expect(alarmsOf({})).toMatchObject([
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [
          { Name: 'QueueName', Value: { 'Fn::GetAtt': ['SinkDeadLettersB6D9BC16', 'QueueName'] } },
        ],
        Statistic: 'Maximum',
        Threshold: 0,
      },
      { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Threshold: 0 },
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['SinkQueueC1184E4F', 'QueueName'] } }],
        Statistic: 'Maximum',
        Threshold: 2 * (6 * 150 + 60),
      },
    ]);
  });

  test('are three with a stream, in milliseconds', () => {
    expect(alarmsOf({ source: SinkSource.kinesis() })[2]).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Statistic: 'Maximum',
      Threshold: 3_600_000,
    });
  });

  test('are two where records do not wait', () => {
    expect(alarmsOf({ source: SinkSource.invoke() })).toHaveLength(2);
  });

  test('are three with a URL, whose failed requests are no errors of the function', () => {
    const alarms = alarmsOf({ source: SinkSource.functionUrl() });
    expect(alarms).toHaveLength(3);
    expect(alarms[2]).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Url5xxCount',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'SinkFunction5A215B22' } }],
      Statistic: 'Sum',
      Period: 300,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('say nothing where nothing comes in, and tell nobody by themselves', () => {
    for (const alarm of alarmsOf({})) {
      expect(alarm).toMatchObject({
        TreatMissingData: 'notBreaching',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
      });
      expect(alarm).not.toHaveProperty('AlarmActions');
    }
  });

  test('tell the topic', () => {
    const stack = stackIn();
    const alarmTopic = new Topic(stack, 'OnCall');
    expect(sinkIn(stack, { alarmTopic }).alarms).toHaveLength(3);
    for (const { Properties } of ofType(stack, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toEqual([{ Ref: 'OnCall0B2745F4' }]);
    }
  });

  test('are none where they are not wanted', () => {
    expect(alarmsOf({ alarms: false })).toEqual([]);
  });
});

describe('the name in metrics', () => {
  const nameOf = (id: string) => {
    const stack = stackIn();
    sinkIn(stack, {}, id);
    return settingsOf(stack).name;
  };

  test('is the path of the construct', () => {
    expect(nameOf('Sink of plant 1')).toBe('Stack/Sink of plant 1');
  });

  test('is printable ASCII, and still its own', () => {
    const names = ['Aufträge', 'Aufträge', 'Auftr_ge', 'Auftr€ge', 'Auftr😀ge'].map(nameOf);
    expect(names[0]).toMatch(/^Stack\/Auftr_ge-[0-9a-f]{8}$/);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).toBe('Stack/Auftr_ge');
    expect(names[4]).toMatch(/^Stack\/Auftr_ge-[0-9a-f]{8}$/);
    expect(new Set(names).size).toBe(4);
  });

  test('has 255 characters at most', () => {
    expect(nameOf('n'.repeat(249))).toBe(`Stack/${'n'.repeat(249)}`);
    const [long, other] = [nameOf('n'.repeat(250)), nameOf(`${'n'.repeat(250)}o`)];
    expect(long).toMatch(/^Stack\/n{240}-[0-9a-f]{8}$/);
    expect(other).toHaveLength(255);
    expect(other).not.toBe(long);
  });

  test('does not begin with a colon', () => {
    expect(metricName({ path: ':a/b', addr: 'c800112233' } as Node)).toBe('_a/b-00112233');
  });
});

describe('a bucket of another region', () => {
  const bucketIn = (stack: Stack, region: string) =>
    Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'acme-lake', region });
  const there =
    "is in us-east-1, and the sink is in eu-west-1: put the sink into a stack of the bucket's region";

  test('is refused, because the function speaks to S3 of its own', () => {
    const stack = stackIn();
    expect(complaintsOf(() => sinkIn(stack, { bucket: bucketIn(stack, 'us-east-1') }))).toEqual([
      'LambdaSink:',
      `bucket: ${there}`,
    ]);
  });

  test('is refused where it is of another stack of the app, with all else that is wrong', () => {
    const app = appWith();
    const data = stackIn({ ...IRELAND, region: 'us-east-1' }, app, 'Data');
    const bucket = new Bucket(data, 'Lake');
    const stack = stackIn(IRELAND, app);
    expect(refusedProps(() => sinkIn(stack, { bucket, retries: -1 }))).toEqual(['retries', 'bucket']);
  });

  test('is another only where both are known', () => {
    const here = stackIn();
    expect(() => sinkIn(here, { bucket: bucketIn(here, 'eu-west-1') })).not.toThrow();
    const anywhere = new Stack(appWith(), 'Anywhere');
    expect(() => sinkIn(anywhere, { bucket: bucketIn(anywhere, 'us-east-1') })).not.toThrow();
    const parameter = stackIn();
    const region = Lazy.string({ produce: () => 'us-east-1' });
    expect(() => sinkIn(parameter, { bucket: bucketIn(parameter, region) })).not.toThrow();
  });
});

describe('a bucket with a key', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd';
  const existing = (stack = stackIn()) => ({
    stack,
    bucket: Bucket.fromBucketAttributes(stack, 'Existing', {
      bucketName: 'acme-lake',
      encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
    }),
  });
  const useKey = (Action: unknown) => ({
    Sid: 'UseKeyThroughS3',
    Effect: 'Allow',
    Action,
    Resource: KEY,
    Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
  });

  test.each([
    [false, 'kms:GenerateDataKey'],
    [true, ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('that is imported lets the sink encrypt through S3 (deduplicate: %s)', (deduplicate, actions) => {
    const { stack, bucket } = existing();
    sinkIn(stack, { bucket, deduplicate });
    expect(roleStatements(stack)).toContainEqual(useKey(actions));
    expect(roleStatements(stack)[0]).toMatchObject({ Resource: 'arn:aws:s3:::acme-lake/in/*' });
    expect(ofType(stack, 'AWS::S3::BucketPolicy')).toEqual([]);
  });

  test('of another stack of the app is written to from there', () => {
    const app = appWith();
    const data = stackIn(IRELAND, app, 'Data');
    const { bucket } = new DestinationBucket(data, 'Orders', { encryption: DestinationEncryption.kms() });
    const stack = stackIn(IRELAND, app, 'Stack');
    sinkIn(stack, { bucket });
    expect(JSON.stringify(roleStatements(stack))).toContain('Data');
    expect(roleStatements(stack).map(({ Sid }) => Sid)).toContain('UseKeyThroughS3');
  });

  test('whose name is a wildcard is refused', () => {
    const stack = stackIn();
    const bucket = acmeOrders(stack);
    Object.defineProperty(bucket, 'bucketArn', { value: 'arn:aws:s3:::acme-*' });
    expect(refusedProps(() => stackWithSink({ bucket }, stack))).toEqual(['bucket']);
  });
});

describe('wrong props are named', () => {
  const late = Lazy.string({ produce: () => 'x' });
  test.each<[string, Partial<LambdaSinkProps>, string[]]>([
    ['a timeout of no time', { timeout: Duration.seconds(0) }, ['timeout']],
    ['a timeout of half a second', { timeout: Duration.millis(500) }, ['timeout']],
    ['too many retries', { retries: 21 }, ['retries']],
    ['too many records', { maxRecords: 10_001 }, ['maxRecords']],
    ['no bytes', { maxBytes: 0 }, ['maxBytes']],
    ['a long wait', { maxBatchingWindow: Duration.minutes(6) }, ['maxBatchingWindow']],
    [
      'a wait of a FIFO queue',
      { source: SinkSource.sqs({ fifo: true }), maxBatchingWindow: Duration.seconds(1) },
      ['maxBatchingWindow'],
    ],
    ['a key without its batch', { key: '{yyyy}' }, ['key']],
    ['a clock that is none', { keyTime: 'now' }, ['keyTime']],
    ['a clock that a retry changes', { keyTime: 'write' }, ['keyTime']],
    ['a template that is none', { template: '{{ .a' }, ['template']],
    ['fields twice', { fields: ['a'], excludeFields: ['b'] }, ['excludeFields']],
    ['a delimiter of JSON', { delimiter: ';' }, ['delimiter']],
    ['claims without a queue', { source: SinkSource.kinesis(), deduplicate: true }, ['deduplicate']],
    [
      'a pattern that ends otherwise',
      { objects: new ObjectScope({ pattern: '*.csv' }) },
      ['objects.pattern'],
    ],
    ['several prefixes', { objects: new ObjectScope({ prefixes: ['a', 'b'] }) }, ['objects.prefixes']],
    ['no SQL', { source: SinkSource.iotRule({ sql: '' }) }, ['source.sql']],
    ['an empty name', { name: '' }, ['name']],
    ['a name with an umlaut', { name: 'Aufträge' }, ['name']],
    ['a concurrency of none', { reservedConcurrency: 0 }, ['reservedConcurrency']],
    ['what only the deployment knows', { template: late, key: late }, ['template', 'key']],
    [
      'a topic of alarms that are not there',
      {
        alarms: false,
        alarmTopic: Topic.fromTopicArn(stackIn(), 'T', 'arn:aws:sns:eu-west-1:111122223333:t'),
      },
      ['alarmTopic'],
    ],
    ['all at once', { retries: -1, maxBytes: -1, name: ':a' }, ['retries', 'maxBytes', 'name']],
  ])('%s', (_, props, names) => {
    expect(refusedProps(() => stackWithSink(props))).toEqual(names);
    expect(complaintsOf(() => stackWithSink(props))[0]).toBe('LambdaSink:');
  });

  test('a template that fits no environment, as Lambda measures it', () => {
    const [title, complaint, ...rest] = complaintsOf(() => stackWithSink({ template: '"'.repeat(1000) }));
    expect([title, rest]).toEqual(['LambdaSink:', []]);
    expect(complaint).toMatch(
      /^template: the settings of the function take 4\d{3} bytes, and .* 4096: shorten/,
    );
  });

  test('a name that leaves no room for the template', () => {
    const template = "'".repeat(3200);
    expect(() => stackWithSink({ template })).not.toThrow();
    for (const name of ['n'.repeat(255), Lazy.string({ produce: () => 'n' })]) {
      expect(refusedProps(() => stackWithSink({ template, name }))).toEqual(['template']);
    }
  });

  test('the same template without quotes fits', () => {
    expect(() => stackWithSink({ template: "'".repeat(1000) })).not.toThrow();
  });
});

test('a bundle that is not built is said with the remedy', () => {
  const root = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    for (const find of [bundleFolder, inlineBundle])
      expect(() => find(root)).toThrow("The sink's code is not built: run `npm run build:sink`.");
    mkdirSync(join(root, 'dist', 'sink'), { recursive: true });
    writeFileSync(join(root, 'dist', 'sink', 'index.mjs'), '');
    expect(bundleFolder(root)).toBe(join(root, 'dist', 'sink'));
  } finally {
    rmSync(root, { recursive: true });
  }
});
