import { SOURCE_TYPES } from '../sink/runtime/settings';
import type { InitOptions } from './init-options';

/** What `--source-arn` is of each source that may be there already. */
const ARN_KEYS: Readonly<Record<string, string>> = {
  sqs: 'queueArn',
  kinesis: 'streamArn',
  sns: 'topicArn',
};

/** Flags that say nothing without a sink, or with another source. */
const OF_SOURCES: readonly (readonly [keyof InitOptions, string, readonly string[]])[] = [
  ['sourceArn', '--source-arn', Object.keys(ARN_KEYS)],
  ['fifo', '--fifo', ['sqs']],
  ['eventPattern', '--event-pattern', ['eventbridge']],
  ['sql', '--sql', ['iot-rule']],
  ['format', '--format', SOURCE_TYPES],
  ['compression', '--compression', SOURCE_TYPES],
];

/** Whether nobody but the sink is to write: no flag and no document says who else. */
export function writesAlone({ sink, vendor, access }: InitOptions, isDocumented: boolean): boolean {
  return sink !== undefined && vendor === undefined && access === undefined && !isDocumented;
}

/**
 * `sink` of the destination file; objects are small and many, so that gzip is worth it where nothing says otherwise.
 *
 * @param options with the pattern that the objects have, be it from a flag or from documents
 */
export function sinkSettings(options: InitOptions): Record<string, unknown> | undefined {
  const { sink: type, sourceArn, fifo, eventPattern, sql, format, compression, pattern, vendor } = options;
  if (type === undefined) return undefined;
  const arnKey = ARN_KEYS[type];
  const isOpen = (pattern ?? '*') === '*' && vendor === undefined && format !== 'raw';
  return {
    source: {
      type,
      ...(arnKey === undefined || sourceArn === undefined ? {} : { [arnKey]: sourceArn }),
      ...(fifo === true && type === 'sqs' ? { fifo } : {}),
      ...(eventPattern === undefined ? {} : { pattern: parsed(eventPattern) ?? eventPattern }),
      ...(sql === undefined ? {} : { sql }),
    },
    ...(format === undefined || format === 'json' ? {} : { format }),
    ...(compression === undefined ? (isOpen ? { compression: 'gzip' } : {}) : { compression }),
  };
}

/** What is wrong between the flags of a sink. */
export function sinkComplaints(options: InitOptions): { readonly path: string; readonly message: string }[] {
  const { sink } = options;
  if (sink !== undefined && !SOURCE_TYPES.some((one) => one === sink))
    return [{ path: 'sink.source.type', message: `is none of ${SOURCE_TYPES.join(', ')}` }];
  const misplaced = OF_SOURCES.filter(
    ([key, , sources]) => options[key] !== undefined && !sources.some((one) => one === sink),
  ).map(([, flag, sources]) => {
    const which = sources.length === SOURCE_TYPES.length ? '' : ` ${sources.join(', ')}`;
    return { path: '', message: `${flag} is for --sink${which}: add that flag, or take this one out` };
  });
  const lacking = [
    ...(sink === 'eventbridge' && options.eventPattern === undefined ? [NO_PATTERN] : []),
    ...(sink === 'iot-rule' && options.sql === undefined ? [NO_SQL] : []),
  ];
  const pattern = options.eventPattern === undefined ? undefined : eventPatternProblem(options.eventPattern);
  return [
    ...misplaced,
    ...lacking,
    ...(pattern === undefined ? [] : [{ path: 'sink.source.pattern', message: pattern }]),
  ];
}

const NO_PATTERN = {
  path: 'sink.source.pattern',
  message: `is missing: say which events are written, such as '{"source":["acme.orders"]}'`,
};
const NO_SQL = {
  path: 'sink.source.sql',
  message: `is missing: write the SELECT of the rule, such as "SELECT * FROM 'plant/+/readings'"`,
};

/** What is wrong with an event pattern as a text. */
export function eventPatternProblem(text: string): string | undefined {
  const value = parsed(text);
  return value !== undefined && Object.keys(value).length > 0
    ? undefined
    : `is no event pattern: write JSON such as '{"source":["acme.orders"]}'`;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
