import type { SourceType } from './settings';

/** What the tokens of a key template stand for in one object. */
export interface KeyValues {
  /** What `{yyyy}`, `{MM}`, `{dd}` and `{HH}` show, in UTC; milliseconds since 1970. */
  readonly time: number;
  readonly source: SourceType;
  /** Shard ID or message group, unconfined. */
  readonly partition: string;
  /** The record's own value of a field, unconfined. */
  readonly field: (name: string) => unknown;
}

/** The batch's place in a key, until the records of the object are known. */
const BATCH = '\0';

/** Most bytes that a field, a partition or a batch identity adds to a key. */
const MAX_PART_BYTES = 64;
/** Kinesis: shard ID (at most 128 characters, in practice 20) and two sequence numbers of up to 128 digits, in practice 56. */
const MAX_BATCH_BYTES = 200;

const TOKEN = /\{([^{}]*)\}/g;
const TIME_TOKENS: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => String(date.getUTCFullYear()).padStart(4, '0'),
  MM: (date) => two(date.getUTCMonth() + 1),
  dd: (date) => two(date.getUTCDate()),
  HH: (date) => two(date.getUTCHours()),
};
const two = (n: number) => String(n).padStart(2, '0');

/** The key of an object between the literal prefix and the literal suffix. */
export class KeyTemplate {
  /** Texts and tokens in turn: the template is taken apart once, and filled in for every record. */
  private readonly pieces: readonly ((values: KeyValues, date: () => Date) => string)[];
  /** Whether all records of one time have one group. */
  private readonly isOfTime: boolean;
  private last: { readonly time: number; readonly source: SourceType; readonly group: string } | undefined;

  constructor(template: string) {
    this.isOfTime = !tokensOf(template).some((token) => token === 'partition' || token.startsWith('field:'));
    this.pieces = template
      .split(TOKEN)
      .map((piece, index) => (index % 2 === 0 ? () => piece : filler(piece)));
  }

  /** Everything but the batch. Records with the same group go into the same object. */
  group(values: KeyValues): string {
    const { time, source } = values;
    if (this.last?.time === time && this.last.source === source) return this.last.group;
    const group = this.filledIn(values);
    if (this.isOfTime) this.last = { time, source, group };
    return group;
  }

  private filledIn(values: KeyValues): string {
    let date: Date | undefined;
    const dateOnce = () => {
      date ??= new Date(values.time);
      return date;
    };
    return this.pieces.map((piece) => piece(values, dateOnce)).join('');
  }

  /** `batch` consists of letters, digits and hyphens. */
  static key(prefix: string, group: string, batch: string, suffix: string): string {
    return `${prefix === '' ? '' : `${prefix}/`}${group.replaceAll(BATCH, batch)}${suffix}`;
  }
}

function filler(token: string): (values: KeyValues, date: () => Date) => string {
  if (token === 'batch') return () => BATCH;
  if (token === 'source') return ({ source }) => source;
  if (token === 'partition') return ({ partition }) => confine(partition);
  if (token.startsWith('field:')) return ({ field }) => confine(field(token.slice('field:'.length)));
  const show = TIME_TOKENS[token];
  if (show === undefined) throw new Error(`{${token}} is no token of a key.`);
  return (_, date) => show(date());
}

/**
 * What a record contributes to a key: no separator, no dot in front, at most 64 bytes. Letters, marks and digits of
 * every script stay, because people name their devices in their own language; signs that do not print, that change
 * the direction of writing, or that tools decode (`%2F`) become `_`.
 */
export function confine(value: unknown): string {
  const text = typeof value === 'string' ? value : isPlain(value) ? String(value) : '';
  const safe = text
    .slice(0, 4 * MAX_PART_BYTES)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
    .replace(/^\.+/, (dots) => '_'.repeat(dots.length));
  return cut(safe) || '_';
}

const isPlain = (value: unknown) =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';

/** At a boundary between characters. */
function cut(text: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_PART_BYTES) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** What is wrong with a key template; nothing where it is right. */
export function keyProblems(template: string): string[] {
  const problems = tokensOf(template).flatMap(tokenProblem);
  if (!tokensOf(template).includes('batch')) {
    problems.push(
      'has no {batch}: without it two batches would have one key, and the second would count as written; end with /{batch}',
    );
  }
  const literal = template.replace(TOKEN, 'x');
  const sign = /[^A-Za-z0-9!_.'()=/-]/u.exec(literal)?.[0];
  if (sign !== undefined) {
    problems.push(
      `holds ${sign === ' ' ? 'a space' : JSON.stringify(sign)} outside of a token: letters, digits and ! - _ . ' ( ) = / are what every tool reads`,
    );
  }
  if (/^\/|\/$|\/\//.test(literal))
    problems.push('begins or ends with a slash, or has two in a row: take it out');
  if (/(^|\/)\.{1,2}(\/|$)/.test(literal)) problems.push('has a folder named . or ..: take it out');
  return [...new Set(problems)];
}

function tokenProblem(token: string): string[] {
  if (token === 'batch' || token === 'source' || token === 'partition') return [];
  if (Object.hasOwn(TIME_TOKENS, token)) return [];
  if (token === 'field:') return ['holds {field:} without a name: write {field:deviceId}'];
  if (token.startsWith('field:')) return [];
  return [
    `holds {${token}}, which is no token: {yyyy}, {MM}, {dd}, {HH}, {field:name}, {source}, {partition} and {batch} are`,
  ];
}

/** Whether keys show a time, so that `keyTime` means something. */
export const showsTime = (template: string): boolean =>
  tokensOf(template).some((token) => Object.hasOwn(TIME_TOKENS, token));

/** In UTF-8. Browsers have no `Buffer`, and the page of the runbook counts too. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Most bytes that the template can become. */
export function longestKey(template: string): number {
  const literal = bytesOf(template.replace(TOKEN, ''));
  const tokens = tokensOf(template).map((token) => {
    if (token === 'yyyy') return 4;
    if (Object.hasOwn(TIME_TOKENS, token)) return 2;
    if (token === 'source') return 'function-url'.length;
    return token === 'batch' ? MAX_BATCH_BYTES : MAX_PART_BYTES;
  });
  return tokens.reduce((sum, bytes) => sum + bytes, literal);
}

const tokensOf = (template: string) => [...template.matchAll(TOKEN)].map(([, token]) => token as string);
