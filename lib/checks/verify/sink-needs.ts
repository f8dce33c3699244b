import type { Sink } from '../../config/destination';
import { viaService } from '../../policy/via-service';
import { type Grant, grantsOf } from './grant';
import { arnOf, type Place } from './place';

/** The physical name of a resource of the stack. */
export type Find = (type: string, logical: RegExp) => string | undefined;

export interface SinkNeeds {
  readonly grants: readonly Grant[];
  /** What the file wants and the stack has not. */
  readonly missing: readonly string[];
}

/** What a sink's role may do besides the bucket: its source, its log, its claims and its dead letters. */
export function sinkNeeds(place: Place, sink: Sink, find: Find): SinkNeeds {
  const needs = [...own(place, sink, find), sourceOf(place, sink, find)].filter((need) => need !== undefined);
  const decrypt = decryptOf(place, sink);
  return {
    grants: grantsOf({
      Statement: [
        ...needs.flatMap(({ actions, resource }) =>
          resource === undefined ? [] : [{ Effect: 'Allow', Action: actions, Resource: resource }],
        ),
        ...(decrypt === undefined ? [] : [decrypt]),
      ],
    }),
    missing: needs.filter(({ resource }) => resource === undefined).map(({ what }) => what),
  };
}

interface Need {
  readonly what: string;
  readonly actions: readonly string[];
  /** Absent: the stack has none. */
  readonly resource: string | undefined;
}

function own(place: Place, { deduplicate }: Sink, find: Find): (Need | undefined)[] {
  const table = find('AWS::DynamoDB::Table', /^DestinationSinkClaims/);
  const log = find('AWS::Logs::LogGroup', /^DestinationSinkLog/);
  return [
    {
      what: 'the dead-letter queue of the sink',
      actions: ['sqs:SendMessage'],
      resource: queueArn(place, find('AWS::SQS::Queue', /^DestinationSinkDeadLetters/)),
    },
    {
      what: 'the log of the sink',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resource: log && `${arnOf(place, 'logs')}:log-group:${log}:*`,
    },
    deduplicate
      ? {
          what: 'the table of claims',
          actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
          resource: table && `${arnOf(place, 'dynamodb')}:table/${table}`,
        }
      : undefined,
  ];
}

/** Lambda reads a source with the rights of the function. */
function sourceOf(place: Place, { source }: Sink, find: Find): Need | undefined {
  switch (source.type) {
    case 'function-url':
    case 'invoke':
      return undefined;
    case 'kinesis': {
      const stream = find('AWS::Kinesis::Stream', /^DestinationSinkStream/);
      return {
        what: 'the stream of the sink',
        actions: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        resource: source.streamArn ?? (stream && `${arnOf(place, 'kinesis')}:stream/${stream}`),
      };
    }
    default: {
      const queue = queueArn(place, find('AWS::SQS::Queue', /^DestinationSinkQueue/));
      return {
        what: 'the queue of the sink',
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resource: source.type === 'sqs' ? (source.queueArn ?? queue) : queue,
      };
    }
  }
}

/** The key of a queue or stream that was there before, through that service only. */
function decryptOf({ region }: Place, { source }: Sink): object | undefined {
  if (!('keyArn' in source) || source.keyArn === undefined) return undefined;
  return {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: source.keyArn,
    Condition: viaService(source.type, region),
  };
}

/** CloudFormation calls a queue by its URL. */
const queueArn = (place: Place, url: string | undefined) =>
  url === undefined ? undefined : `${arnOf(place, 'sqs')}:${url.split('/').at(-1)}`;
