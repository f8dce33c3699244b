import { policySet } from '../../lib/policy/documents';
import { sinkStatements } from '../../lib/policy/sink';
import { toDocument } from '../../lib/policy/statement';
import { destinationOf, IRELAND, NOW } from './support';

const OBJECTS = { prefixes: ['exports'], pattern: '*.jsonl' };
const TARGET = { bucketArn: 'arn:aws:s3:::acme-orders', partition: 'aws', region: 'eu-west-1' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/own';
const SCOPE = 'arn:aws:s3:::acme-orders/exports/*.jsonl';
const WRITE = { Sid: 'WriteObjects', Effect: 'Allow', Action: 's3:PutObject', Resource: SCOPE };
const THROUGH_S3 = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };

describe('what the role of a sink may do', () => {
  test('is to put objects into the scope', () => {
    expect(toDocument(sinkStatements(OBJECTS, TARGET, { deduplicate: false })).Statement).toEqual([WRITE]);
  });

  test('with deduplication, is to look whether an object is there, too', () => {
    expect(toDocument(sinkStatements(OBJECTS, TARGET, { deduplicate: true })).Statement).toEqual([
      WRITE,
      { Sid: 'FindObjects', Effect: 'Allow', Action: 's3:GetObject', Resource: SCOPE },
    ]);
  });

  test('with a key, is to make data keys with it, through S3 only', () => {
    const statements = sinkStatements(OBJECTS, { ...TARGET, keyArn: KEY }, { deduplicate: false });
    expect(toDocument(statements).Statement).toEqual([
      WRITE,
      {
        Sid: 'UseKeyThroughS3',
        Effect: 'Allow',
        Action: 'kms:GenerateDataKey',
        Resource: KEY,
        Condition: THROUGH_S3,
      },
    ]);
  });

  test('with both, is to decrypt with the key as well', () => {
    const statements = sinkStatements(OBJECTS, { ...TARGET, keyArn: KEY }, { deduplicate: true });
    expect(toDocument(statements).Statement[2]).toEqual({
      Sid: 'UseKeyThroughS3',
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: KEY,
      Condition: THROUGH_S3,
    });
  });

  test('of the whole bucket has no prefix', () => {
    const [write] = sinkStatements({ prefixes: [], pattern: '*' }, TARGET, { deduplicate: false });
    expect(write?.resources).toEqual(['arn:aws:s3:::acme-orders/*']);
  });

  test.each([
    [false, undefined],
    [true, undefined],
    [false, KEY],
    [true, KEY],
  ])('is nothing with a wildcard, and each statement has a reason (%s, %s)', (deduplicate, keyArn) => {
    const statements = sinkStatements(OBJECTS, { ...TARGET, keyArn }, { deduplicate });
    for (const { sid, effect, actions, reason } of statements) {
      expect([sid, effect]).toEqual([expect.stringMatching(/^[A-Za-z0-9]+$/), 'Allow']);
      expect(actions.join()).not.toMatch(/[*?]/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});

describe('among the documents of a destination', () => {
  const SINK = 'sink: { source: { type: sqs } }';
  const setOf = (text: string) => policySet(destinationOf(text), IRELAND, NOW);

  test('the sink has one of its own, beside the writer that is as it was', () => {
    const writer = 'access: { type: iam-user }\npermissions: { read: true }';
    const { sink, ...others } = setOf(`${writer}\n${SINK}`);
    expect(sink.map(({ sid }) => sid)).toEqual(['WriteObjects']);
    expect({ ...others, sink: [] }).toEqual(setOf(writer));
  });

  test('where nobody but the sink writes, the bucket only wants TLS', () => {
    const { identity, trust, bucket, key, sink } = setOf(`access: { type: none }\n${SINK}`);
    expect([identity, trust, key]).toEqual([[], [], []]);
    expect(bucket.map(({ sid }) => sid)).toEqual(['DenyWithoutTls']);
    expect(sink.map(({ sid }) => sid)).toEqual(['WriteObjects']);
  });

  test('the key that the bucket names is the one that the sink uses', () => {
    const { sink } = setOf(`access: { type: none }\nbucket: { encryption: "${KEY}" }\n${SINK}`);
    expect(sink[1]?.resources).toEqual([KEY]);
  });
});
