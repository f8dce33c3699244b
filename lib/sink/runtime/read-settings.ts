import { keyProblems } from './key';
import { SinkInputError } from './record';
import { COMPRESSIONS, type SinkSettings, SOURCE_TYPES } from './settings';

interface Rule {
  readonly wants: string;
  readonly is: (value: unknown) => boolean;
  readonly optional?: true;
}

const text: Rule = { wants: 'a text', is: (v) => typeof v === 'string' };
const word: Rule = { wants: 'a text that is not empty', is: (v) => typeof v === 'string' && v !== '' };
const flag: Rule = { wants: 'true or false', is: (v) => typeof v === 'boolean' };
const names: Rule = {
  wants: 'a list of texts',
  is: (v) => Array.isArray(v) && v.every((one) => typeof one === 'string' && one !== ''),
};
const oneOf = (...words: string[]): Rule => ({
  wants: words.join(', '),
  is: (v) => typeof v === 'string' && words.includes(v),
});
const whole = (least: number): Rule => ({
  wants: `a whole number from ${least}`,
  is: (v) => Number.isSafeInteger(v) && (v as number) >= least,
});
const url: Rule = { wants: 'a URL', is: (v) => typeof v === 'string' && URL.canParse(v) };
const maybe = (rule: Rule): Rule => ({ ...rule, optional: true });

const RULES: Readonly<Record<keyof SinkSettings, Rule>> = {
  version: { wants: 'the number 1', is: (v) => v === 1 },
  name: word,
  bucket: word,
  prefix: text,
  suffix: text,
  eventSource: oneOf('sqs', 'sqs-fifo', 'kinesis', 'function-url', 'invoke'),
  source: oneOf(...SOURCE_TYPES, 'file'),
  format: oneOf('json', 'delimited', 'raw'),
  sendPerRecord: flag,
  template: maybe(word),
  numbers: oneOf('friendly', 'strict-go'),
  fields: maybe(names),
  excludeFields: maybe(names),
  dataField: maybe(word),
  omitIfEmpty: flag,
  delimiter: { wants: 'one character', is: (v) => typeof v === 'string' && v.length === 1 },
  header: flag,
  idField: maybe(word),
  compression: oneOf(...COMPRESSIONS),
  key: word,
  keyTime: {
    wants: 'arrival, write or event:<field>',
    is: (v) => typeof v === 'string' && /^(arrival|write|event:.+)$/s.test(v),
  },
  timeoutSeconds: whole(1),
  retries: whole(0),
  maxBytes: whole(1),
  maxRecords: whole(1),
  deadLetterQueueUrl: maybe(url),
  claimsTable: maybe(word),
  leaseSeconds: maybe(whole(1)),
  rememberSeconds: maybe(whole(1)),
};

/**
 * Reads what the function was told. The construct writes it, so that only who changes it by hand ever sees an error,
 * and then all of them.
 */
export function readSettings(json: string | undefined): SinkSettings {
  if (json === undefined || json === '')
    throw broken(['is not set: deploy the function with the construct LambdaSink']);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw broken(['is not JSON']);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw broken(['is not a JSON object']);
  const given = value as Readonly<Record<string, unknown>>;
  const problems = Object.entries(RULES).flatMap(([key, { wants, is, optional }]) => {
    const one = given[key];
    if (one === undefined) return optional ? [] : [`${key}: is missing, and must be ${wants}`];
    return is(one) ? [] : [`${key}: must be ${wants}`];
  });
  problems.push(
    ...Object.keys(given)
      .filter((key) => !Object.hasOwn(RULES, key))
      .map((key) => `${key}: is no setting`),
  );
  if (
    given.claimsTable !== undefined &&
    (given.leaseSeconds === undefined || given.rememberSeconds === undefined)
  )
    problems.push('claimsTable: needs leaseSeconds and rememberSeconds');
  if (given.fields !== undefined && given.excludeFields !== undefined)
    problems.push('excludeFields: stands beside fields: take one out');
  if (typeof given.key === 'string')
    problems.push(...keyProblems(given.key).map((problem) => `key: ${problem}`));
  if (problems.length > 0) throw broken(problems);
  return given as unknown as SinkSettings;
}

function broken(problems: readonly string[]): SinkInputError {
  return new SinkInputError(['SINK_SETTINGS', ...problems].join(problems.length === 1 ? ' ' : '\n  '));
}
