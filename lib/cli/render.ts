import { basename } from 'node:path';
import {
  parseJson,
  parseTemplate,
  type Template,
  TemplateExecutionError,
  TemplateParseError,
} from '../go-template';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { type Numbers, type RenderOptions, readText, sourceOf } from './render-source';

export type { RenderOptions } from './render-source';

/** Shows what a data template makes of records. A template that cannot be read is exit code 2, one that fails is 1. */
export function render(options: RenderOptions, terminal: Terminal): ExitCode {
  stopWhenNobodyReads();
  const { name: file, text, numbers, perRecord } = sourceOf(options, terminal);
  const { data, config } = options;
  const template = parsed(file, text, numbers);
  const values = readValues(data, numbers, terminal);
  if (values.length === 0) {
    terminal.err(`${data}: no records`);
    return 0;
  }
  const one = values.length === 1 && !LINES.test(data);
  const list = one && Array.isArray(values[0]) ? values[0] : values;
  // A sink's template over the list never sees a record by itself.
  const inputs = perRecord ? list : [one && config === undefined ? values[0] : list];
  const failures = new Failures(terminal);
  const doubts = new Doubts(text);
  for (const [index, input] of inputs.entries()) {
    const where = perRecord ? `record ${index + 1}` : 'the output';
    try {
      const out = template.execute(input);
      doubts.look(out, input, where);
      terminal.out(out.replace(/\n$/, ''));
    } catch (error) {
      if (!(error instanceof TemplateExecutionError)) throw error;
      failures.add(`${file}${perRecord ? `, ${where}` : ''}`, error);
    }
  }
  failures.end(file);
  for (const doubt of doubts.found()) terminal.err(`${file}: ${doubt}`);
  return failures.count > 0 ? 1 : 0;
}

/** JSON Lines by name: a list even if there is one line only. */
const LINES = /\.(jsonl|ndjson)$/;

/** The first records that a template fails on, and of the others how many. */
class Failures {
  count = 0;
  private static readonly SAME = 3;
  private static readonly ALL = 20;
  private readonly counts = new Map<string, number>();

  constructor(private readonly terminal: Terminal) {}

  add(where: string, error: TemplateExecutionError): void {
    this.count++;
    const n = (this.counts.get(error.message) ?? 0) + 1;
    this.counts.set(error.message, n);
    if (n > Failures.SAME || this.shown >= Failures.ALL) return;
    this.shown++;
    this.terminal.err(`${where}: ${error.explain()}`);
  }

  private shown = 0;

  end(file: string): void {
    const more = this.count - this.shown;
    if (more > 0)
      this.terminal.err(`${file}: and ${more} more ${more === 1 ? 'record fails' : 'records fail'}`);
  }
}

function parsed(file: string, text: string, numbers: Numbers): Template {
  try {
    return parseTemplate(text, { numbers, name: file === '-' ? 'stdin' : basename(file) });
  } catch (error) {
    if (error instanceof TemplateParseError) throw new InputError(`${file}: ${error.explain()}`);
    throw error;
  }
}

/** One JSON value, or one on each line. */
function readValues(file: string, numbers: Numbers, terminal: Terminal): unknown[] {
  const text = readText(file, terminal);
  const parse = (json: string) => parseJson(json, numbers === 'friendly');
  try {
    return [parse(text)];
  } catch (whole) {
    const lines = text
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => line.trim() !== '');
    return lines.map(({ line, number }, index) => {
      try {
        return parse(line);
      } catch (error) {
        // Where not even the first line is JSON, the file was meant as one value: its own error says more.
        throw index === 0 && lines.length > 1
          ? new InputError(`${file}${place(text)}: is no JSON: ${(whole as Error).message}`)
          : new InputError(
              `${file}:${number}: is neither JSON nor a JSON value on each line: ${(error as Error).message}`,
            );
      }
    });
  }
}

/** Line and column of the first token that JSON does not allow; JSON.parse does not always say where it is. */
function place(text: string): string {
  const before = text.slice(0, faultAt(text)).split('\n');
  return `:${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

const TOKEN =
  /("(?:[^"\\\n]|\\.)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null|[{}[\],:])\s*/y;

function faultAt(text: string): number {
  const open: string[] = [];
  let want: 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'more' = 'value';
  let at = text.length - text.trimStart().length;
  for (;;) {
    TOKEN.lastIndex = at;
    const [whole, token = ''] = TOKEN.exec(text) ?? [];
    if (whole === undefined) return at;
    const closes = (token === '}' && open.at(-1) === '{') || (token === ']' && open.at(-1) === '[');
    if (closes && (want === 'more' || want === `value or ${token}` || want === `key or ${token}`)) {
      open.pop();
      want = 'more';
    } else if (want.startsWith('value') && /^[{[]/.test(token)) {
      open.push(token);
      want = token === '{' ? 'key or }' : 'value or ]';
    } else if (want.startsWith('value') && !/^[}\],:]/.test(token)) want = 'more';
    else if (want.startsWith('key') && token.startsWith('"')) want = ':';
    else if (want === ':' && token === ':') want = 'value';
    else if (want === 'more' && token === ',' && open.length > 0)
      want = open.at(-1) === '{' ? 'key' : 'value';
    else return at;
    at += whole.length;
  }
}

/** What a template that does not fail may still have got wrong: told once, with the first record that shows it. */
class Doubts {
  private readonly doubts = new Map<string, { first: string; count: number }>();
  private readonly looksLikeJson: boolean;
  private readonly fields: readonly string[];

  constructor(text: string) {
    this.looksLikeJson = /^\s*(\{(?!\{)|\[)/.test(text);
    const actions = text.match(/\{\{[\s\S]*?\}\}/g) ?? [];
    // Inside a block the dot may be something else than the record.
    const blocks = actions.some((action) => /^\{\{-?\s*(range|with|define|block|template)\b/.test(action));
    this.fields = blocks
      ? []
      : [...actions.join(' ').matchAll(/(?<=[\s({|])\.([A-Za-z_]\w*)/g)].map((m) => m[1] ?? '');
  }

  look(output: string, input: unknown, where: string): void {
    if (output.includes('<no value>')) this.add('prints <no value>', `${where}${this.missing(input)}`);
    const misprint = /%!(?:\w?\([^)\n]{0,40}\)?|\(EXTRA [^)\n]{0,40}\)?)/.exec(output)?.[0];
    if (misprint !== undefined)
      this.add('prints what printf says of arguments that do not fit', `${where}: ${misprint}`);
    if (this.looksLikeJson && !isJson(output))
      this.add(
        'begins like JSON, but what it makes is none',
        `${where}: is there a text without quote or toJson?`,
      );
  }

  private add(doubt: string, first: string): void {
    const known = this.doubts.get(doubt);
    if (known === undefined) this.doubts.set(doubt, { first, count: 1 });
    else known.count++;
  }

  private missing(input: unknown): string {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return '';
    const keys = Object.keys(input);
    const name = this.fields.find((field) => !keys.includes(field));
    if (name === undefined) return '';
    const other = keys.find((key) => key.toLowerCase() === name.toLowerCase());
    const hint =
      other === undefined
        ? `its keys are ${keys.slice(0, 20).join(', ') || 'none'}`
        : `did you mean .${other}?`;
    return `: .${name} is not in the data; ${hint}`;
  }

  found(): string[] {
    return [...this.doubts].map(
      ([doubt, { first, count }]) => `${doubt} (${count === 1 ? '' : `${count} times, first `}${first})`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return /^\s*$/.test(text);
  }
}

let listening = false;

/** `render ... | head` closes the pipe before all is written; that is no error. */
function stopWhenNobodyReads(): void {
  if (listening) return;
  listening = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
