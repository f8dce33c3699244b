import { byteLength } from './bytes';

/** Where in the template an error is. Line and column count from 1, the column in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The template's line, and a second one with a caret below the place. */
  readonly excerpt: string;
}

/** `more` is the template's text, or the limit that was exceeded. */
type Remedy = (
  stage: 'parse' | 'execute',
  message: string,
  excerpt: string,
  more?: string,
) => string | undefined;
let remedyFor: Remedy = () => undefined;

/** Whoever can load the remedies says how; without, errors have none. */
export function setRemedies(find: Remedy): void {
  remedyFor = find;
}

/** The template's text is wrong: nothing was rendered. `goMessage` is the sentence that Go prints. */
export class TemplateParseError extends Error {
  readonly code = 'TEMPLATE_PARSE';
  readonly stage = 'parse';
  constructor(
    readonly goMessage: string,
    readonly line: number,
    readonly column: number,
    readonly excerpt: string,
    text?: string,
    /** What to do about it, where that is known. */
    readonly remedy = remedyFor('parse', goMessage, excerpt, text),
  ) {
    super(goMessage);
    this.name = 'TemplateParseError';
  }
  /** Message, excerpt and remedy, for a terminal. */
  explain(): string {
    return explanation(this);
  }
}

/** The template is right, but not for this data, or it used up a limit. */
export class TemplateExecutionError extends Error {
  readonly code = 'TEMPLATE_EXECUTION';
  readonly stage = 'execute';
  constructor(
    readonly goMessage: string,
    readonly line: number,
    readonly column: number,
    readonly excerpt: string,
    /** The limit that was exceeded, if that is the reason. */
    readonly limit?: string,
    /** What to do about it, where that is known. */
    readonly remedy = remedyFor('execute', goMessage, excerpt, limit),
  ) {
    super(goMessage);
    this.name = 'TemplateExecutionError';
  }
  explain(): string {
    return explanation(this);
  }
}

export function place(text: string, offset: number): Place & { byteColumn: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < start; i = text.indexOf('\n', i + 1)) line++;
  const end = text.indexOf('\n', start);
  const whole = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const before = text.slice(start, offset);
  return {
    line,
    column: before.length + 1,
    excerpt: caret(whole, before.length),
    byteColumn: byteLength(before),
  };
}

const WIDTH = 100;

function caret(line: string, at: number): string {
  const from = at > WIDTH - 20 ? at - 40 : 0;
  const shown = line.slice(from, from + WIDTH).replace(/\t/g, ' ');
  return `${from > 0 ? '…' : ''}${shown}\n${' '.repeat(at - from + (from > 0 ? 1 : 0))}^`;
}

function explanation(e: TemplateParseError | TemplateExecutionError): string {
  return `${e.message}\n${e.excerpt}${e.remedy === undefined ? '' : `\n${e.remedy}`}`;
}
