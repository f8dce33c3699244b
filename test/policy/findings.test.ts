import { functionSeconds } from '../../lib/config/sink-timeout';
import { findings } from '../../lib/policy/findings';
import { destinationOf, EXAMPLES, exampleOf, NOW } from './support';

const CLEAN = 'objects: { prefix: exports }\naccess: { type: iam-user }';
const found = (text: string) =>
  findings(destinationOf(text), NOW).map(({ code, path }) => `${code} at ${path}`);

test('an ordinary destination has none', () => {
  expect(findings(destinationOf(CLEAN), NOW)).toEqual([]);
});

describe('delete', () => {
  const withDelete = (objects: string, until: string) =>
    found(
      `objects: { prefix: exports, testObject: test-* }\naccess: { type: iam-user }\npermissions: { delete: { objects: ${objects}, until: ${until} } }`,
    );

  test.each([
    ['whose day has passed', 'all', '2026-11-20', ['delete-expired at permissions.delete.until']],
    [
      "on the test's objects, whose day has passed",
      'test-objects',
      '2026-11-20',
      ['delete-expired at permissions.delete.until'],
    ],
    ['of everything on its last day', 'all', '2026-11-21', []],
    ['of everything for 14 days', 'all', '2026-12-05', []],
    ['of everything for 90 days', 'all', '2027-02-18', []],
    [
      'of everything for more than 90 days',
      'all',
      '2027-02-19',
      ['delete-all-for-long at permissions.delete'],
    ],
    ['of everything for ever', 'all', 'forever', ['delete-all-for-long at permissions.delete']],
    ["on the test's objects for years", 'test-objects', '2031-12-31', []],
    [
      "on the test's objects for ever",
      'test-objects',
      'forever',
      ['delete-forever at permissions.delete.until'],
    ],
  ])('%s', (_, objects, until, expected) => {
    expect(withDelete(objects, until)).toEqual(expected);
  });

  test('says until when, or that there is no end', () => {
    const messages = ['forever', '2031-12-31', '2020-01-01'].map((until) => {
      const text = `${CLEAN}\npermissions: { delete: { objects: all, until: ${until} } }`;
      return findings(destinationOf(text), NOW)[0]?.message;
    });
    expect(messages).toEqual([
      "the writer may delete every object in scope for ever: name a nearer day, or confine it to the test's objects",
      "the writer may delete every object in scope until 2031-12-31: name a nearer day, or confine it to the test's objects",
      '2020-01-01 has passed: the grant is left out; the line can be removed',
    ]);
  });
});

describe('what is worth a second look', () => {
  test.each([
    ['no prefix', 'access: { type: iam-user }', ['no-prefix at objects']],
    [
      'additional actions, each',
      `${CLEAN}\npermissions: { additional: [{ action: "s3:GetObjectTagging", on: objects }, { action: "s3:GetBucketVersioning", on: bucket }] }`,
      ['additional-action at permissions.additional[0]', 'additional-action at permissions.additional[1]'],
    ],
    [
      'listing under a prefix',
      `${CLEAN}\npermissions: { list: true }`,
      ['head-bucket-denied at permissions.list'],
    ],
    [
      'listing everything',
      'access: { type: iam-user }\npermissions: { list: true }',
      ['no-prefix at objects'],
    ],
    [
      'an existing bucket',
      `${CLEAN}\nbucket: { existing: acme-lake }`,
      ['existing-bucket at bucket.existing'],
    ],
    [
      'an existing bucket with a dot in its name',
      `${CLEAN}\nbucket: { existing: lake.acme.example }`,
      ['existing-bucket at bucket.existing', 'dot-in-bucket-name at bucket.existing'],
    ],
    [
      'a bucket that goes with the stack',
      `${CLEAN}\nbucket: { retain: false }`,
      ['not-retained at bucket.retain'],
    ],
    [
      'a key that is named',
      `${CLEAN}\nbucket: { encryption: "arn:aws:kms:eu-west-1:111122223333:key/1" }`,
      ['foreign-key at bucket.encryption'],
    ],
    [
      'a key that is named, for a principal in the bucket policy',
      'objects: { prefix: a }\naccess: { type: bucket-policy, principal: "arn:aws:iam::444455556666:role/x" }\nbucket: { encryption: "arn:aws:kms:eu-west-1:111122223333:key/1" }',
      ['foreign-key-policy at bucket.encryption'],
    ],
    ['a key that the stack makes', `${CLEAN}\nbucket: { encryption: kms }`, []],
    [
      'an external ID that is pending',
      'objects: { prefix: a }\naccess: { type: cross-account-role, principal: "444455556666", externalId: pending }',
      ['pending at access.externalId'],
    ],
    [
      'subjects that are pending',
      'objects: { prefix: a }\naccess: { type: web-identity-role, issuer: accounts.google.com, subjects: pending }',
      ['pending at access.subjects'],
    ],
    [
      'a whole account in the bucket policy',
      'objects: { prefix: a }\naccess: { type: bucket-policy, principal: "444455556666" }',
      ['whole-account at access.principal'],
    ],
    [
      'a service in the bucket policy',
      'objects: { prefix: a }\naccess: { type: bucket-policy, principal: logging.s3.amazonaws.com, sourceAccount: "111122223333" }',
      [],
    ],
    [
      'an e-mail address as the subject of Google, each',
      'objects: { prefix: a }\naccess: { type: web-identity-role, issuer: accounts.google.com, subjects: ["1", "x@y.iam.gserviceaccount.com", "z@y.iam.gserviceaccount.com"] }',
      ['google-subject at access.subjects', 'google-subject at access.subjects'],
    ],
    [
      'an e-mail address as the subject of another issuer',
      'objects: { prefix: a }\naccess: { type: web-identity-role, issuer: oidc.example.com, audience: aws, subjects: ["x@y"] }',
      [],
    ],
    [
      'subjects by pattern, each',
      'objects: { prefix: a }\naccess: { type: web-identity-role, issuer: oidc.example.com, audience: aws, subjects: ["acme:*", "acme", "acme:?"] }',
      ['subject-pattern at access.subjects', 'subject-pattern at access.subjects'],
    ],
    [
      'an MFA condition, whatever its capitals',
      'objects: { prefix: a }\naccess: { type: cross-account-role, principal: "444455556666", externalId: acme, conditions: { Bool: { "AWS:multifactorauthpresent": "true" } } }',
      ['mfa at access.conditions'],
    ],
    [
      'another condition',
      'objects: { prefix: a }\naccess: { type: bucket-policy, principal: "arn:aws:iam::444455556666:role/x", conditions: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['a new bucket', '', ['nobody-writes at permissions.put']],
    ['an existing bucket', 'bucket: { existing: acme-lake }', ['existing-bucket at bucket.existing']],
    ['a sink beside it', 'sink: { source: { type: sqs } }', []],
  ])('a vendor that only reads, with %s', (_, more, expected) => {
    const text = `${CLEAN}\npermissions: { put: false, read: true }\n${more}`;
    expect(found(text)).toEqual(expected);
  });

  test('an additional action of who only reads', () => {
    const text = `${CLEAN}\nbucket: { existing: acme-lake }\npermissions: { put: false, additional: [{ action: "s3:GetObjectVersion", on: objects }] }`;
    expect(findings(destinationOf(text), NOW)[0]?.message).toBe(
      's3:GetObjectVersion on the objects in scope goes beyond what reading needs',
    );
  });

  test('not what a writer may do where there is none', () => {
    expect(found('objects: { prefix: a }\naccess: { type: none }\nsink: { source: { type: sqs } }')).toEqual(
      [],
    );
  });

  test('no prefix, where only a sink writes', () => {
    expect(found('access: { type: none }\nsink: { source: { type: sqs } }')).toEqual([
      'no-prefix at objects',
    ]);
  });
});

describe('a sink', () => {
  const sinkFindings = (sink: string, more = '') =>
    found(`objects: { prefix: exports }\naccess: { type: none }\nsink: { ${sink} }\n${more}`);
  const queue = 'source: { type: sqs }';
  const account = 'environment: { account: "111122223333" }';

  test.each([
    ['attempts that Lambda has time for', `${queue}, retries: 2, timeoutSeconds: 290`, []],
    [
      'attempts that Lambda cuts off',
      `${queue}, retries: 2, timeoutSeconds: 291`,
      ['sink-timeout at sink.retries'],
    ],
    ['bytes that a call brings', `${queue}, batch: { maxBytes: 6291456 }`, []],
    [
      'more bytes than a call brings',
      `${queue}, batch: { maxBytes: 6291457 }`,
      ['sink-max-bytes at sink.batch.maxBytes'],
    ],
    ['as many bytes, which a template makes', `${queue}, batch: { maxBytes: 6291457 }, template: a`, []],
    [
      'bytes that few records fit into',
      `${queue}, batch: { maxBytes: 10 }`,
      ['sink-max-bytes-small at sink.batch.maxBytes'],
    ],
    ['as many as a short record has', `${queue}, batch: { maxBytes: 1024 }`, []],
    ['columns that are named', `${queue}, format: delimited, fields: [a]`, []],
    ['columns of whatever comes', `${queue}, format: delimited`, ['sink-columns at sink.format']],
    [
      'all columns but one',
      `${queue}, format: delimited, excludeFields: [a]`,
      ['sink-columns at sink.format'],
    ],
    ['lines that a template writes', `${queue}, format: delimited, template: "{{ .a }},{{ .b }}"`, []],
    ['a rule on a topic', `source: { type: iot-rule, sql: "SET @a = 1 select * from 'a/b'" }`, []],
    [
      'a rule on no topic',
      'source: { type: iot-rule, sql: SELECT * }',
      ['sink-iot-no-from at sink.source.sql'],
    ],
    ['room for what a queue brings', `${queue}, reservedConcurrency: 5`, []],
    [
      'less room than a queue wants',
      `${queue}, reservedConcurrency: 4`,
      ['sink-concurrency at sink.reservedConcurrency'],
    ],
    [
      'little room for a topic, which has a queue',
      'source: { type: sns }, reservedConcurrency: 1',
      ['sink-concurrency at sink.reservedConcurrency'],
    ],
    [
      'a stream that is there already',
      'source: { type: kinesis, streamArn: "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks" }',
      ['sink-stream-retention at sink.source.streamArn'],
    ],
    ['little room for a FIFO queue', 'source: { type: sqs, fifo: true }, reservedConcurrency: 1', []],
    ['little room for a stream', 'source: { type: kinesis }, reservedConcurrency: 1', []],
    ['an ID without a template', `${queue}, idField: eventId`, []],
    ['an ID that the template prints', `${queue}, idField: eventId, template: "{{ .eventId }}"`, []],
    [
      'an ID that the template does not print',
      `${queue}, idField: eventId, template: "{{ .id }}"`,
      ['sink-id-not-in-template at sink.idField'],
    ],
  ])('with %s', (_, sink, expected) => {
    expect(sinkFindings(sink)).toEqual(expected);
  });

  test.each([
    ['sqs', 'queueArn', 'arn:aws:sqs:eu-west-1:444455556666:orders'],
    ['kinesis', 'streamArn', 'arn:aws:kinesis:eu-west-1:444455556666:stream/orders'],
    ['sns', 'topicArn', 'arn:aws:sns:eu-west-1:444455556666:orders'],
  ])('with a source of another account: %s', (type, key, arn) => {
    const source = (one: string) => `source: { type: ${type}, ${key}: "${one}" }`;
    const foreign = `sink-foreign-source at sink.source.${key}`;
    expect(sinkFindings(source(arn), account)).toContain(foreign);
    expect(sinkFindings(source(arn.replace('444455556666', '111122223333')), account)).not.toContain(foreign);
    expect(sinkFindings(source(arn))).not.toContain(foreign);
  });

  describe('with a queue that is there already', () => {
    const theirs = 'source: { type: sqs, queueArn: "arn:aws:sqs:eu-west-1:111122223333:orders" }';
    const messagesOf = (sink: string) =>
      findings(destinationOf(`${CLEAN}\nsink: { ${sink} }`), NOW).map(({ message }) => message);

    test('says what the queue must be', () => {
      expect(sinkFindings(theirs)).toEqual([
        'sink-queue-visibility at sink.source.queueArn',
        'sink-queue-redrive at sink.source.queueArn',
      ]);
      expect(messagesOf(theirs)).toEqual([
        'its visibility timeout must be at least 150 s, or Lambda refuses it, and should be 960 s',
        'its redrive policy is its own, and every time that S3 cannot be reached counts: with a maxReceiveCount below 1000 a short outage moves good messages to its dead-letter queue',
      ]);
    });

    test('reckons with the timeouts of the file', () => {
      expect(messagesOf(`${theirs}, retries: 0, timeoutSeconds: 10, batch: { maxSeconds: 5 }`)[0]).toBe(
        'its visibility timeout must be at least 40 s, or Lambda refuses it, and should be 245 s',
      );
    });

    test('says what claims want of it', () => {
      expect(messagesOf(`${theirs}, deduplicate: true`)[0]).toBe(
        'its visibility timeout must be at least 150 s, or Lambda refuses it, and should be 960 s; deduplicate wants more than 210 s, for as long as a claim holds',
      );
    });
  });

  test.each([
    ['queue', 'sqs', 'queueArn', 'arn:aws:sqs:eu-west-1:111122223333:orders'],
    ['stream', 'kinesis', 'streamArn', 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders'],
  ])('with the key of a %s, which its owner opens', (_, type, key, arn) => {
    const source = `source: { type: ${type}, ${key}: "${arn}", keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" }`;
    expect(sinkFindings(source)).toContain('sink-source-key at sink.source.keyArn');
    expect(sinkFindings(`source: { type: ${type}, ${key}: "${arn}" }`)).not.toContain(
      'sink-source-key at sink.source.keyArn',
    );
  });

  test('uses a key that is named with its own rights, also beside a principal of the bucket policy', () => {
    const text = [
      'objects: { prefix: exports }',
      'bucket: { encryption: "arn:aws:kms:eu-west-1:111122223333:key/1" }',
      'access: { type: bucket-policy, principal: "arn:aws:iam::444455556666:role/x" }',
    ].join('\n');
    expect(found(text)).toEqual(['foreign-key-policy at bucket.encryption']);
    expect(found(`${text}\nsink: { ${queue} }`)).toEqual([
      'foreign-key-policy at bucket.encryption',
      'foreign-key at bucket.encryption',
    ]);
  });

  test('says what is cut off', () => {
    const text = `${CLEAN}\nsink: { ${queue}, retries: 20 }`;
    expect(findings(destinationOf(text), NOW)[0]?.message).toBe(
      '21 attempts of 60 s want 1290 s, and Lambda ends a function after 900 s: the last attempts are cut off, so write fewer retries or a shorter timeoutSeconds',
    );
  });

  test('has a function that runs as long as its uploads may take, and Lambda allows', () => {
    expect(functionSeconds({ retries: 1, timeoutSeconds: 60 })).toBe(150);
    expect(functionSeconds({ retries: 0, timeoutSeconds: 870 })).toBe(900);
    expect(functionSeconds({ retries: 20, timeoutSeconds: 60 })).toBe(900);
  });
});

test.each(EXAMPLES)('examples/%s: each finding is a sentence with a path and a code', (name) => {
  for (const { code, path, message } of findings(exampleOf(name), NOW)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(path).toMatch(/^(objects|bucket|access|permissions|sink)(\.|$)/);
    expect(message).toMatch(/^.{30,}[^.]$/);
  }
});
