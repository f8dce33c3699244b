import { RULES, type Rule, violation } from '../config/rules';
import { SOURCE_TYPES } from '../sink/runtime/settings';
import type { Prompter } from '../terminal/prompter';
import type { InitOptions } from './init-options';
import { eventPatternProblem } from './init-sink';

const SOURCES: Readonly<Record<(typeof SOURCE_TYPES)[number], string>> = {
  sqs: 'an SQS queue',
  kinesis: 'a Kinesis data stream',
  sns: 'an SNS topic',
  eventbridge: 'events of EventBridge',
  'iot-rule': 'a rule of AWS IoT Core',
  'function-url': 'requests to a URL, signed with SigV4',
  invoke: 'invocations of the function',
};

const FORMATS: Readonly<Record<string, string>> = {
  json: 'JSON Lines',
  delimited: 'CSV',
  raw: 'as they came',
};

const ARNS: Readonly<Record<string, Rule>> = {
  sqs: RULES.queueArn,
  kinesis: RULES.streamArn,
  sns: RULES.topicArn,
};

export const askSource = (prompter: Prompter): Promise<string> =>
  prompter.select({
    message: 'Where do the records come from?',
    options: SOURCE_TYPES.map((value) => ({ value, label: SOURCES[value] })),
  });

/** What no flag said of the sink. */
export async function askSink(
  type: string,
  options: InitOptions,
  prompter: Prompter,
): Promise<Partial<InitOptions>> {
  const arn = ARNS[type];
  const asked = async (
    given: string | undefined,
    message: string,
    check: (value: string) => string | undefined,
  ) => given ?? ((await prompter.text({ message, check })) || undefined);
  return {
    sourceArn:
      arn === undefined || options.fifo === true
        ? options.sourceArn
        : await asked(options.sourceArn, 'ARN of one that is there already (empty: a new one)', (value) =>
            value === '' ? undefined : violation(arn, value),
          ),
    eventPattern:
      type === 'eventbridge'
        ? await asked(
            options.eventPattern,
            'Which events, for example {"source":["acme.orders"]}',
            eventPatternProblem,
          )
        : options.eventPattern,
    sql:
      type === 'iot-rule'
        ? await asked(
            options.sql,
            "SELECT of the rule, for example SELECT * FROM 'plant/+/readings'",
            (value) => violation(RULES.sql, value),
          )
        : options.sql,
    format:
      options.format ??
      (await prompter.select({
        message: 'How do the objects hold them?',
        options: Object.entries(FORMATS).map(([value, label]) => ({ value, label })),
      })),
  };
}
