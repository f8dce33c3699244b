import type { Destination } from '../config/destination';
import { readPreset } from '../vendors/preset';
import { type HandoverValue, handoverValues, type StackOutputs } from './handover';
import { handoverText, senderText } from './handover-text';
import { senderValues } from './sender';

/** All that others have to know of a destination, as `handover --json` prints it. Nothing in it is secret. */
export interface HandoverDocument {
  readonly destination: string;
  readonly vendor?: string;
  readonly product?: string;
  /** Whose words the labels of `values` are. */
  readonly labels: string;
  /** For the vendor; empty where only the sink writes. */
  readonly values: readonly HandoverValue[];
  /** For whoever sends records to the sink; absent without one. */
  readonly sender?: readonly HandoverValue[];
}

/** @param keyFile where the key of a user lies */
export function handoverDocument(
  destination: Destination,
  outputs: StackOutputs,
  keyFile?: string,
): HandoverDocument {
  const preset = destination.vendor === undefined ? undefined : readPreset(destination.vendor);
  const sender = senderValues(destination, outputs);
  return {
    destination: destination.name,
    vendor: preset?.name,
    product: preset?.product,
    labels: preset?.labels ?? 'ours',
    values: destination.access.type === 'none' ? [] : handoverValues(destination, preset, outputs, keyFile),
    ...(sender.length > 0 ? { sender } : {}),
  };
}

/** To copy into messages, as `handover --text` prints it. */
export function documentText({
  destination,
  vendor,
  product,
  values,
  sender = [],
}: HandoverDocument): string {
  const preset = vendor === undefined || product === undefined ? undefined : { name: vendor, product };
  return [
    ...(values.length > 0 ? [handoverText(values, preset)] : []),
    ...(sender.length > 0 ? [senderText(sender, destination)] : []),
  ].join('\n\n');
}
