import fc from 'fast-check';
import { type Declaration, type Grant, parseGrant } from './grants';
import { text } from './hostile-text';

/** A sink of an attacker's mind, and what it may at most. */
export interface HostileSink {
  readonly settings: { readonly source: { readonly type: string } } & Readonly<Record<string, unknown>>;
  /** Besides the objects. */
  readonly may: Declaration['may'];
  readonly assumed: Declaration['assumed'];
  readonly sources: readonly string[];
}

const LOGS_AND_FAILURES = [
  'sqs:SendMessage on the dead letters',
  'logs:CreateLogStream, logs:PutLogEvents on the log',
];
const reads = (queue: string) => `sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes on ${queue}`;

function sink(
  source: { readonly type: string } & Readonly<Record<string, unknown>>,
  words: readonly string[],
  more: Partial<HostileSink> = {},
): HostileSink {
  return {
    settings: { source },
    sources: [],
    ...more,
    may: { ...more.may, sink: [...LOGS_AND_FAILURES, ...words].map(parseGrant) },
    assumed: { ...more.assumed, sink: { service: 'lambda.amazonaws.com' } },
  };
}

/** A service fills the queue, for one source of its own. */
const sends = (on: string): Grant => ({
  actions: ['sqs:SendMessage'],
  places: ['the queue', 'the dead letters'],
  on,
});

const own = fc.constantFrom('111122223333', '999988887777', '*', '11112222333');
const queues = fc
  .tuple(own, fc.constantFrom('orders', 'orders-*', '*', 'a/b', '$' + '{aws:username}'))
  .map(([account, name]) => `arn:aws:sqs:eu-west-1:${account}:${name}`);
const topics = fc
  .tuple(own, fc.constantFrom('shipments', '*', 'ship*', 'a b'))
  .map(([account, name]) => `arn:aws:sns:eu-west-1:${account}:${name}`);

const sources: readonly fc.Arbitrary<HostileSink>[] = [
  fc.constant(sink({ type: 'invoke' }, [])),
  fc.constantFrom('iam', 'none').map((auth) => sink({ type: 'function-url', auth }, [])),
  fc.constant(sink({ type: 'sqs' }, [reads('the queue')])),
  queues.map((queueArn) => sink({ type: 'sqs', queueArn }, [reads(queueArn)], { sources: [queueArn] })),
  topics.map((topicArn) =>
    sink({ type: 'sns', topicArn }, [reads('the queue')], {
      may: { 'sns.amazonaws.com': [sends(topicArn)] },
      sources: [topicArn],
    }),
  ),
  text(3).map((word) =>
    sink({ type: 'eventbridge', pattern: { source: [word] } }, [reads('the queue')], {
      may: { 'events.amazonaws.com': [sends('the rule')] },
    }),
  ),
  text(3).map((word) =>
    sink({ type: 'iot-rule', sql: `SELECT * FROM '${word}/#'` }, [reads('the queue')], {
      may: { 'rule role': [parseGrant('sqs:SendMessage on the queue, the dead letters')] },
      assumed: { 'rule role': { service: 'iot.amazonaws.com', account: '111122223333' } },
    }),
  ),
];

/** What a record says can become part of the key: the names that follow the prefix are the attacker's, too. */
export const sinkOf: fc.Arbitrary<HostileSink> = fc
  .record({
    source: fc.oneof(...sources),
    key: fc.option(text(3).map((word) => `{yyyy}/${word}/{batch}`)),
    idField: fc.option(text(2)),
  })
  .map(({ source, key, idField }) => ({
    ...source,
    settings: { ...source.settings, ...(key !== null && { key }), ...(idField !== null && { idField }) },
  }));
