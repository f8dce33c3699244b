import { readFileSync } from 'node:fs';
import { type Destination, stackNameOf } from '../config/destination';
import { loadDestinations } from '../load';
import { handoverValues, type StackOutputs } from '../onboarding/handover';
import { readPreset } from '../vendors/preset';
import type { ExitCode } from './exit';
import { InputError } from './input-error';
import { renderTable } from './table';
import type { Terminal } from './terminal';

export const DEFAULT_OUTPUTS = 'cdk-outputs.json';

export interface HandoverOptions {
  /** What `cdk deploy --outputs-file` wrote; absent: `cdk-outputs.json`, where it is there. */
  readonly outputs?: string;
  readonly json: boolean;
}

/** Shows the exact values to give to the vendor, in the vendor's own words. */
export function handover(file: string, { outputs, json }: HandoverOptions, terminal: Terminal): ExitCode {
  const [destination] = loadDestinations([file]) as [Destination];
  const preset = destination.vendor === undefined ? undefined : readPreset(destination.vendor);
  const values = handoverValues(destination, preset, readOutputs(destination, outputs));
  if (json) {
    terminal.out(JSON.stringify({ vendor: preset?.name, values }, undefined, 2));
    return 0;
  }
  const { colors } = terminal;
  terminal.out(
    colors.bold(`For ${preset === undefined ? 'the vendor' : `${preset.name}, ${preset.product}`}`),
  );
  terminal.out(renderTable(values.map(({ label, value, where }) => [label, value ?? where ?? ''])));
  return 0;
}

function readOutputs(destination: Destination, file: string | undefined): StackOutputs {
  const name = file ?? DEFAULT_OUTPUTS;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch {
    if (file === undefined) return {};
    throw new InputError(
      `${name} cannot be read: deploy with --outputs-file ${name}, or leave --outputs out`,
    );
  }
  const stack = stackNameOf(destination);
  const all = parse(name, text);
  const outputs = all[stack];
  if (outputs !== undefined) return outputs;
  if (file === undefined) return {};
  throw new InputError(
    `${name} holds no outputs of the stack ${stack}, but of: ${Object.keys(all).join(', ') || 'none'}`,
  );
}

function parse(name: string, text: string): Record<string, StackOutputs> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, StackOutputs>;
  } catch {
    // Said below, with what to do about it.
  }
  throw new InputError(`${name} is not what \`cdk deploy --outputs-file\` writes`);
}
