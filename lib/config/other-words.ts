/** What people write for a value because another product calls it so. */

interface OtherWord {
  /** What it is called here. */
  readonly write: string;
  /** What else belongs to it. */
  readonly note?: string;
}

/** A word counts only where `write` is one of the choices, so that one table serves every list of choices. */
const OTHER_WORDS: Readonly<Record<string, OtherWord>> = {
  csv: { write: 'delimited' },
  tsv: { write: 'delimited', note: 'with delimiter: "\\t"' },
  jsonl: { write: 'json', note: 'which gives JSON Lines with sendPerRecord: true, the default' },
  ndjson: { write: 'json', note: 'which gives JSON Lines with sendPerRecord: true, the default' },
  jsonlines: { write: 'json', note: 'which gives JSON Lines with sendPerRecord: true, the default' },
  text: { write: 'raw' },
  plain: { write: 'raw' },
  binary: { write: 'raw' },
  bytes: { write: 'raw' },
  influx: { write: 'raw', note: 'with a template for the lines' },
  gz: { write: 'gzip' },
  zst: { write: 'zstd' },
  zstandard: { write: 'zstd' },
  deflate: { write: 'flate', note: 'raw DEFLATE, or zlib, DEFLATE with its header' },
  off: { write: 'none' },
  no: { write: 'none' },
  false: { write: 'none' },
  queue: { write: 'sqs' },
  stream: { write: 'kinesis' },
  topic: { write: 'sns' },
  events: { write: 'eventbridge' },
  bus: { write: 'eventbridge' },
  cloudwatchevents: { write: 'eventbridge' },
  iot: { write: 'iot-rule' },
  mqtt: { write: 'iot-rule' },
  http: { write: 'function-url' },
  https: { write: 'function-url' },
  url: { write: 'function-url' },
  webhook: { write: 'function-url' },
  lambda: { write: 'invoke' },
  user: { write: 'iam-user' },
  accesskey: { write: 'iam-user' },
  role: { write: 'cross-account-role', note: 'or web-identity-role for tokens of an OIDC issuer' },
  iamrole: { write: 'cross-account-role', note: 'or web-identity-role for tokens of an OIDC issuer' },
  assumerole: { write: 'cross-account-role', note: 'or web-identity-role for tokens of an OIDC issuer' },
  oidc: { write: 'web-identity-role' },
  webidentity: { write: 'web-identity-role' },
  environment: { write: 'env' },
  profile: { write: 'file', note: 'with profile: <name>' },
};

/** What is asked for and not there: one of the choices, by which the list is known → the words. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  delimited: ['parquet', 'avro', 'orc', 'protobuf', 'xml'],
  gzip: ['snappy', 'lz4', 'brotli', 'br', 'bzip2', 'bz2', 'xz', 'zip', 'lzo'],
  sqs: ['kafka', 'msk', 'dynamodb', 's3', 'firehose', 'mq', 'rabbitmq'],
};

/** What to write instead of a value that is none of the choices, where its other name is known. */
export function otherWord(typed: string, choices: readonly string[]): string | undefined {
  const word = typed.toLowerCase().replace(/[\s._-]/g, '');
  const found = Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined;
  if (found !== undefined && choices.includes(found.write)) {
    const note = found.note === undefined ? '' : `, ${found.note}`;
    return `write ${found.write}${note}`;
  }
  const known = choices.find((choice) => UNSUPPORTED[choice]?.includes(word));
  return known === undefined ? undefined : `${typed} is not supported: write ${orList(choices)}`;
}

const orList = (words: readonly string[]) => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
