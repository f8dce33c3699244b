import { readFileSync } from 'node:fs';
import {
  parseJson,
  parseTemplate,
  type Template,
  TemplateExecutionError,
  TemplateParseError,
} from '../go-template';
import type { ExitCode } from './exit';
import { InputError } from './input-error';
import type { Terminal } from './terminal';

export interface RenderOptions {
  /** File with the template. */
  readonly template: string;
  /** File with JSON, or with a JSON value on each line; `-` is the standard input. */
  readonly data: string;
  readonly numbers: 'friendly' | 'strict-go';
  /** Once for each record, as the sink does by default; otherwise once over all of the data. */
  readonly perRecord: boolean;
}

/** Shows what a data template makes of records. A template that cannot be read is exit code 2, one that fails is 1. */
export function render(
  { template: file, data, numbers, perRecord }: RenderOptions,
  terminal: Terminal,
): ExitCode {
  const template = parsed(file, readText(file), numbers);
  const values = readValues(data);
  const list = values.length === 1 && Array.isArray(values[0]) ? values[0] : values;
  const inputs = perRecord ? list : [values.length === 1 ? values[0] : values];
  let failed = false;
  for (const [index, input] of inputs.entries()) {
    try {
      terminal.out(template.execute(input).replace(/\n$/, ''));
    } catch (error) {
      if (!(error instanceof TemplateExecutionError)) throw error;
      terminal.err(`${file}${perRecord ? `, record ${index + 1}` : ''}: ${error.explain()}`);
      failed = true;
    }
  }
  return failed ? 1 : 0;
}

function parsed(file: string, text: string, numbers: RenderOptions['numbers']): Template {
  try {
    return parseTemplate(text, { numbers });
  } catch (error) {
    if (error instanceof TemplateParseError) throw new InputError(`${file}: ${error.explain()}`);
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new InputError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** One JSON value, or one on each line. */
function readValues(file: string): unknown[] {
  const text = readText(file);
  try {
    return [parseJson(text)];
  } catch {
    const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
    return lines
      .filter(({ line }) => line.trim() !== '')
      .map(({ line, number }) => {
        try {
          return parseJson(line);
        } catch (error) {
          throw new InputError(
            `${file}:${number}: is neither JSON nor a JSON value on each line: ${(error as Error).message}`,
          );
        }
      });
  }
}
