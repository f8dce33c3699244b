import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violation } from '../config/rules';
import { change, fieldsOf, isRefused } from '../runbook/fields';
import type { RunbookInput } from '../runbook/input';
import { markdown } from '../runbook/markdown';
import { readRunbookInput } from '../runbook/read-input';
import { runbookOf } from '../runbook/runbook';
import { TEMPLATE_URL } from '../template/quick-create';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';

export interface RunbookOptions {
  readonly format: 'md' | 'html';
  readonly out?: string;
  readonly fragment: boolean;
  readonly account?: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly templateUrl?: string;
}

/** Writes the onboarding runbook of a destination. */
export async function runbook(file: string, options: RunbookOptions, terminal: Terminal): Promise<ExitCode> {
  const { format, out, fragment } = options;
  if (fragment && format !== 'html')
    throw new InputError('--fragment is a piece of HTML: write --format html with it');
  const input = withFlags(readRunbookInput(file, new Date()), options);
  const text = format === 'md' ? markdown(runbookOf(input)) : await html(input, fragment);
  if (out === undefined) {
    terminal.out(text.replace(/\n$/, ''));
    return 0;
  }
  const path = join(out, `runbook-${input.destination.name}.${format}`);
  write(out, path, text);
  terminal.err(`wrote ${path}`);
  return 0;
}

async function html(input: RunbookInput, fragment: boolean): Promise<string> {
  const { htmlFragment, htmlPage } = await import('../runbook/document.js');
  return fragment ? htmlFragment(input) : htmlPage(input);
}

/** What only a reader knows, judged by the rules of the destination file. */
function withFlags(input: RunbookInput, options: RunbookOptions): RunbookInput {
  const wrong: string[] = [];
  const changed = (['account', 'region', 'bucket'] as const).reduce((before, id) => {
    const value = options[id];
    const field = fieldsOf(before).find((one) => one.id === id);
    if (value === undefined || field === undefined) return before;
    const after = change(before, { ...field, optional: false }, value);
    if (!isRefused(after)) return after;
    wrong.push(`--${id} ${after.message}`);
    return before;
  }, input);
  const { templateUrl } = options;
  const problem = templateUrl === undefined ? undefined : violation(TEMPLATE_URL, templateUrl);
  if (problem !== undefined) wrong.push(`--template-url ${problem}`);
  if (wrong.length > 0) throw new InputError(wrong.join('\n'));
  return templateUrl === undefined ? changed : { ...changed, templateUrl };
}

function write(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
