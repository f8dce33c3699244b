import { BUCKET } from '../../vendors/pattern';
import {
  type Filling,
  filledTexts,
  holdsPolicyVariable,
  isOptional,
  placeholdersOf,
  withPlaceholders,
} from './placeholder';

/** A resource of a document as a pattern, with `BUCKET` for its bucket and `FILLED_IN` for what the reader chooses. */
export interface Resource {
  readonly written: string;
  readonly pattern: string;
  /** The pattern as the document writes it: with its own words for what the reader chooses. */
  readonly text: string;
  /** The patterns with the reader's own values; none where it leaves open more than those tell. */
  readonly filled: readonly string[];
  /** What the document calls its bucket; absent where the pattern is any bucket. */
  readonly bucket?: string;
}

/** A resource that is no bucket's, or that nobody can tell the objects of. */
export interface ForeignResource {
  readonly written: string;
  readonly pattern?: undefined;
  /** In words for the report. */
  readonly why: string;
  /** Whether it may be the destination's bucket after all, which matters to what is denied. */
  readonly maybeOurs: boolean;
}

const ARN = /^arn:(?:aws[a-z-]*|[<$[{%][^:]*):s3:::(.*)$/s;
/** A page may leave the whole ARN to its reader: `${aws_s3_bucket.exports.arn}/*`. */
const WHOLE_ARN = /^(<[^<>]*>|\$\{[^{}]*\}|\{\{[^{}]*\}\}|[A-Z_]*BUCKET_ARN)(\/.*)?$/s;

/** How a document's words are to be taken. */
export interface Reading {
  /** What the document calls the destination's bucket; absent where it names none. */
  readonly bucket?: string;
  /** The prefixes that may be left out are left out, because the reader chose none. */
  readonly rooted: boolean;
}

export function readResource(
  written: string,
  { bucket: ours, rooted }: Reading,
  fillings: readonly Filling[],
): Resource | ForeignResource {
  if (written === '*') return { written, pattern: '*', text: '*', filled: ['*'] };
  if (holdsPolicyVariable(written)) {
    return foreign(written, 'IAM fills a policy variable into it, and a destination has none', true);
  }
  const whole = WHOLE_ARN.exec(written);
  const name = ARN.exec(written)?.[1];
  if (whole?.[1] === undefined && name === undefined) {
    const why = /:s3:[^:]+:/.test(written)
      ? 'it is an access point, and a destination is a bucket'
      : 'it is neither a bucket nor its objects';
    return foreign(written, why, !/^arn:[^:]*:[a-z0-9-]+:/.test(written));
  }
  const { bucket, path } = whole?.[1] ? { bucket: whole[1], path: whole[2] ?? '' } : split(name as string);
  // Of a name with a pattern behind it the name itself is one; an asterisk in the middle may mean anybody's bucket.
  const stem = bucket.replace(/\*+$/, '');
  if (/[*?]/.test(stem) || stem.startsWith('*'))
    return foreign(written, 'it names buckets by a pattern that other buckets have too', true);
  if (stem !== '' && ours !== undefined && stem !== ours)
    return foreign(written, 'it is another bucket', false);
  const tail = stem === bucket ? '' : '*';
  const text = `${stem === '' ? '' : BUCKET}${tail}${chosen(path, rooted)}`.replace(/\*+/g, '*');
  return {
    written,
    pattern: withPlaceholders(text),
    text,
    filled: filledTexts(text, fillings),
    ...(stem === '' ? {} : { bucket: stem }),
  };
}

/** What a document calls the buckets that it is about. */
export function bucketsIn(resources: readonly string[]): string[] {
  const names = resources.flatMap((written) => {
    const { pattern, ...resource } = readResource(written, { rooted: false }, []);
    return pattern !== undefined && 'bucket' in resource ? [resource.bucket as string] : [];
  });
  return [...new Set(names)];
}

const foreign = (written: string, why: string, maybeOurs: boolean): ForeignResource => ({
  written,
  why,
  maybeOurs,
});

/** The paths of the objects that a pattern stands for; none where it is about the bucket alone. */
export function pathOf(pattern: string): string | undefined {
  if (pattern === '*') return '*';
  const rest = pattern.startsWith(BUCKET) ? pattern.slice(1) : pattern;
  if (rest.startsWith('/')) return rest.slice(1);
  if (!rest.startsWith('*')) return undefined;
  return rest === '*' ? '*' : rest.slice(rest.startsWith('*/') ? 2 : 1);
}

/** The first slash that is not within a placeholder ends the name. */
function split(text: string): { readonly bucket: string; readonly path: string } {
  const bucket =
    /^(?:<[^<>]*>|\$\{[^{}]*\}|\{\{[^{}]*\}\}|\{[^{}]*\}|\[[^[\]]*\]|[^/])*/.exec(text)?.[0] ?? '';
  return { bucket, path: text.slice(bucket.length) };
}

function chosen(path: string, rooted: boolean): string {
  if (!rooted) return path;
  return placeholdersOf(path)
    .filter(isOptional)
    .reduce((rest, placeholder) => rest.replace(`${placeholder}/`, ''), path);
}
