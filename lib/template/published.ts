import type { Destination } from '../config/destination';
import { parseDestination } from '../load/read';
import type { Preset } from '../vendors/preset';

/** A destination that stands for those of all customers of a vendor; or why there is none. */
export type Published =
  | { readonly destination: Destination; readonly problem?: undefined }
  | { readonly problem: string; readonly destination?: undefined };

/**
 * What of a destination is the same for every customer of the vendor comes from its preset; the rest is sample values
 * in the places of parameters. `type` is one of the preset's kinds of access.
 */
export function publishedDestination(preset: Preset, type: string): Published {
  const own = preset.parameters.filter((one) => one.access === type);
  const inKeys = own.find(({ key }) => key === 'issuer' || key === 'audience');
  if (inKeys !== undefined) {
    return {
      problem: `${inKeys.label} belongs to each customer and stands in keys of the trust policy, where CloudFormation takes no parameter: make a template of each customer's destination file`,
    };
  }
  const samples = own
    // Without an external ID a whole account could come in, and its own form may be an account.
    .filter(({ key, required }) => required || key === 'externalId')
    .map(({ key, example, mayBePending }) => {
      const sample = mayBePending ? 'pending' : (example ?? SAMPLES[key] ?? 'sample');
      return [key, key === 'subjects' && sample !== 'pending' ? [sample] : sample];
    });
  const text = JSON.stringify({
    version: 1,
    name: preset.id,
    vendor: preset.id,
    ...(preset.objects.prefix === undefined ? { objects: { prefix: SAMPLE_PREFIX } } : {}),
    access: { type, ...Object.fromEntries(samples) },
  });
  const { destination, problems } = parseDestination(preset.id, text);
  if (destination !== undefined) return { destination };
  return { problem: problems.map(({ path, message }) => `${path} ${message}`).join('\n') };
}

const SAMPLE_PREFIX = 'exports';
const SAMPLES: Readonly<Record<string, string>> = { principal: '444455556666' };
