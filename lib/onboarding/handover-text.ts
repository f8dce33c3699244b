import { basename } from 'node:path';
import type { Preset } from '../vendors/preset';
import type { HandoverValue } from './handover';

/** Whom it is for, as a person says it. */
export function vendorName(preset: Pick<Preset, 'name' | 'product'> | undefined): string {
  return preset === undefined ? 'the vendor' : `${preset.name}, ${preset.product}`;
}

/** To copy into a message to the vendor: nothing in it is secret, and nothing about this machine's commands. */
export function handoverText(
  values: readonly HandoverValue[],
  preset: Pick<Preset, 'name' | 'product'> | undefined,
): string {
  const lines = values.map((value) => `${value.label}: ${forVendor(value)}`);
  const note = values.some(({ secret }) => secret)
    ? ['', 'The access key comes by a way of its own: please never send it by mail or chat.']
    : [];
  return [`The S3 destination for ${vendorName(preset)}`, '', ...lines, ...note].join('\n');
}

/** The same for whoever sends records to the sink. */
export function senderText(values: readonly HandoverValue[], name: string): string {
  return [
    `To send records to the sink ${name}`,
    '',
    ...values.map((value) => `${value.label}: ${forVendor(value)}`),
  ].join('\n');
}

function forVendor({ value, file, secret }: HandoverValue): string {
  // The vendor has no use for where the file is on this machine.
  if (file !== undefined)
    return `${value === file ? '' : 'in '}${basename(file)}, which comes by a way of its own`;
  if (value !== undefined) return value;
  return secret ? 'comes by a way of its own' : 'not known yet';
}
