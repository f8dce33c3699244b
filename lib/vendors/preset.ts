import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { nearest } from '../config/did-you-mean';
import { CATALOGUE_FOLDER } from '../paths';
import type { presetSchema } from './preset-schema';

/** One vendor, with what its file leaves out filled in. */
export type Preset = z.output<typeof presetSchema>;

export function presetIds(): string[] {
  return readdirSync(CATALOGUE_FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** What to write instead of an ID that nobody knows. There are too many to name them all. */
export function presetSuggestion(typed: string): string {
  const ids = presetIds();
  const near = nearest(typed, ids);
  const alike =
    near === undefined ? ids.filter((id) => typed.length > 2 && id.includes(typed.toLowerCase())) : [near];
  if (alike.length === 0) return '`s3-destination vendors` lists them';
  const words = alike.slice(0, 3).map((id) => JSON.stringify(id));
  return `did you mean ${words.join(' or ')}?`;
}

/**
 * The preset of that ID. Callers check the ID against `presetIds` first. What the file leaves out is filled in as the
 * schema would; the schema itself is not loaded, because the catalogue was held against it before it was packed.
 */
export function readPreset(id: string): Preset {
  const text = readFileSync(join(CATALOGUE_FOLDER, `${id}.json`), 'utf8');
  const preset = JSON.parse(text) as z.input<typeof presetSchema>;
  return {
    objects: {},
    permissions: {},
    variants: [],
    init: {},
    asksFrom: 'policy',
    leftOut: [],
    byHand: [],
    notes: [],
    mistakes: [],
    ...preset,
    kms: { actions: [], ...preset.kms },
    parameters: (preset.parameters ?? []).map((one) => ({ required: true, ...one })),
  };
}
