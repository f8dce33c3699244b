import { COMPRESSIONS, type Compression, type Format } from './runtime/settings';

/** What decides how the names of the sink's objects end. */
export interface Ending {
  readonly format: Format;
  readonly sendPerRecord: boolean;
  readonly compression: Compression;
  readonly delimiter?: string;
}

/** `flate` is raw DEFLATE, and `zlib` the same with a header (RFC 1951, RFC 1950); neither has a customary ending. */
const OF_COMPRESSION: Readonly<Record<Compression, string>> = {
  none: '',
  gzip: '.gz',
  zlib: '.zlib',
  flate: '.deflate',
  zstd: '.zst',
};

/**
 * The literal ending of every key of a sink: the pattern's own, or the natural one where the pattern is `*`.
 * The name must say what is in the object, because readers choose how to read by it.
 */
export function keySuffix(
  ending: Ending,
  pattern: string,
): { readonly suffix: string } | { readonly problem: string } {
  const natural = naturalEnding(ending);
  const literal = pattern.slice(1);
  if (literal === '') return { suffix: natural };
  const ofCompression = OF_COMPRESSION[ending.compression];
  if (!literal.endsWith(natural)) {
    const compressed = literal + ofCompression;
    const wanted = compressed.endsWith(natural) ? compressed : natural;
    const problem = `must end with ${natural}, as the sink's format and compression do: write "*${wanted}", or change these`;
    return { problem };
  }
  const claimed = Object.values(OF_COMPRESSION).find((end) => end !== '' && literal.endsWith(end));
  if (claimed !== undefined && claimed !== ofCompression) {
    const problem = `ends with ${claimed}, and the sink does not compress so: take ${claimed} out, or change sink.compression`;
    return { problem };
  }
  return { suffix: literal };
}

/** `.jsonl.gz`; empty for raw records without compression. */
export function naturalEnding(ending: Ending): string {
  return ofFormat(ending) + OF_COMPRESSION[ending.compression];
}

function ofFormat({ format, sendPerRecord, delimiter }: Ending): string {
  switch (format) {
    case 'json':
      return sendPerRecord ? '.jsonl' : '.json';
    case 'delimited':
      return delimiter === '\t' ? '.tsv' : '.csv';
    case 'raw':
      return '';
  }
}

/** What to change, in as few settings as possible, so that the keys end as the pattern does: `format: delimited`. */
export function settingsFor(ending: Ending, pattern: string): string[] {
  const changed = candidates(ending)
    .filter((one) => 'suffix' in keySuffix(one, pattern))
    .map((one) => KEYS.filter((key) => one[key] !== ending[key]).map((key) => `${key}: ${one[key]}`));
  return changed.sort((a, b) => a.length - b.length)[0] ?? [];
}

const KEYS = ['format', 'sendPerRecord', 'compression'] as const;

/** Not `raw`, whose names may end in anything: what is in the object would be another thing. */
function candidates({ delimiter }: Ending): Ending[] {
  return COMPRESSIONS.flatMap((compression) =>
    (['json', 'delimited'] as const).flatMap((format) =>
      [true, false].map((sendPerRecord) => ({ format, sendPerRecord, compression, delimiter })),
    ),
  );
}
