import { ARN, KEY_PATTERN, NO_ALIAS, NO_REFERENCE, NO_RESOLVE } from './checks';
import type { Rule } from './rule';

export const SINK_RULES = {
  queueArn: {
    is: 'the ARN of an SQS queue',
    checks: [
      {
        pattern: `^${ARN}:sqs:[a-z0-9-]+:\\d{12}:[\\w-]+(\\.fifo)?$`,
        message: 'is not the ARN of an SQS queue: write arn:aws:sqs:<region>:<account>:<name>',
      },
    ],
  },
  sourceKeyArn: {
    is: 'the ARN of the KMS key of an existing queue or stream',
    checks: [
      NO_ALIAS,
      {
        pattern: KEY_PATTERN,
        message: 'is not the ARN of a key: write arn:aws:kms:<region>:<account>:key/<ID>',
      },
    ],
  },
  streamArn: {
    is: 'the ARN of a Kinesis data stream',
    checks: [
      {
        pattern: `^${ARN}:kinesis:[a-z0-9-]+:\\d{12}:stream/[\\w.-]+$`,
        message: 'is not the ARN of a stream: write arn:aws:kinesis:<region>:<account>:stream/<name>',
      },
    ],
  },
  topicArn: {
    is: 'the ARN of an SNS topic',
    checks: [
      {
        pattern: `^${ARN}:sns:[a-z0-9-]+:\\d{12}:[\\w-]+(\\.fifo)?$`,
        message: 'is not the ARN of an SNS topic: write arn:aws:sns:<region>:<account>:<name>',
      },
    ],
  },
  template: {
    is: 'a Go text/template with sprig, for example {{ .deviceId }}',
    minLength: 1,
    checks: [NO_RESOLVE],
  },
  fieldName: {
    is: 'the name of a field',
    minLength: 1,
    maxLength: 256,
    checks: [NO_RESOLVE],
  },
  delimiter: {
    is: 'one character between the fields of a line, for example ;',
    minLength: 1,
    maxLength: 1,
    checks: [
      {
        pattern: '["\\n\\r]',
        refuse: true,
        message: 'is a quote or a line end, which has a meaning of its own in CSV: write another, such as ;',
      },
    ],
  },
  objectKey: {
    is: 'the object key between the prefix and the ending, for example {yyyy}/{MM}/{dd}/{batch}',
    minLength: 1,
    maxLength: 512,
    checks: [],
  },
  keyTime: {
    is: 'the clock that the key shows: arrival, write, or event:<field>',
    checks: [
      {
        pattern: '^(arrival|write|event:\\S.*)$',
        message:
          'must be arrival, or event: and the field that holds the time, such as event:ts; write is for function-url and invoke only',
      },
      NO_RESOLVE,
    ],
  },
  sql: {
    is: "the SQL statement of an IoT rule, for example SELECT * FROM 'devices/+/readings'",
    minLength: 1,
    checks: [
      {
        // SET is optional, SELECT is not: https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
        pattern: '^\\s*([Ss][Ee][Tt]\\s[\\s\\S]*)?[Ss][Ee][Ll][Ee][Cc][Tt]\\b',
        message:
          "is no statement of AWS IoT SQL: write SELECT * FROM 'devices/+/readings', with your topic filter",
      },
      NO_REFERENCE,
    ],
  },
} as const satisfies Record<string, Rule>;
