import { readFileSync } from 'node:fs';
import type { Destination } from '../config/destination';
import { loadDestinations } from '../load';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { unreadable } from '../terminal/unreadable';

export interface RenderOptions {
  /** File with the template. */
  readonly template?: string;
  /** Destination file with a sink that has a template, instead of `template`. */
  readonly config?: string;
  /** File with JSON, or with a JSON value on each line; `-` is the standard input. */
  readonly data: string;
  readonly numbers?: Numbers;
  /** Once for each record, as the sink does by default; otherwise once over all of the data. */
  readonly perRecord: boolean;
}

export type Numbers = 'friendly' | 'strict-go';

/** A template, and how it is used. */
export interface Source {
  /** What errors call it. */
  readonly name: string;
  readonly text: string;
  readonly numbers: Numbers;
  readonly perRecord: boolean;
}

/** The template, wherever it stands. */
export function sourceOf(options: RenderOptions, terminal: Terminal): Source {
  const { template, config, numbers, perRecord } = options;
  if (template !== undefined && config !== undefined)
    throw new InputError('--template stands beside --config, which has one: take one of them out');
  if (template !== undefined)
    return { name: template, text: readText(template, terminal), numbers: numbers ?? 'friendly', perRecord };
  if (config !== undefined) return ofSink(config, options, terminal);
  throw new InputError(
    'There is no template: name its file with --template, or the destination file with --config',
  );
}

/** As the sink of a destination uses it. */
function ofSink(config: string, { numbers, perRecord }: RenderOptions, terminal: Terminal): Source {
  const [{ sink } = {}] = loadDestinations([config]) as [Destination];
  if (sink?.template === undefined) {
    const lack = sink === undefined ? 'has no sink' : 'has no sink.template';
    throw new InputError(`${config} ${lack}: write one, or name the file of a template with --template`);
  }
  const { dataField, fields, excludeFields } = sink;
  const later = Object.entries({ dataField, fields, excludeFields }).filter(
    ([, value]) => value !== undefined,
  );
  if (later.length > 0) {
    const names = later.map(([name]) => `sink.${name}`).join(' and ');
    terminal.err(`${config}: this is what the template gives; the sink then does what ${names} says`);
  }
  return {
    name: `${config}: sink.template`,
    text: sink.template,
    numbers: numbers ?? sink.numbers,
    perRecord: perRecord || sink.sendPerRecord,
  };
}

export function readText(file: string, terminal: Terminal): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new InputError(`${file} ${unreadable(error)}: name another file, or - for the standard input`);
  }
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    throw new InputError(`${file} is UTF-16: save it as UTF-8`);
  const text = bytes.toString('utf8');
  if (!text.startsWith('\ufeff')) return text;
  terminal.err(
    `${file}: begins with a byte order mark, which is left out here: save it as UTF-8 without one`,
  );
  return text.slice(1);
}
