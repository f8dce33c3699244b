import type { Complaint, KeyPath } from '../config/problem';
import { valueAt } from '../config/structure';
import { type Preset, presetIds, presetSuggestion, readPreset } from './preset';

type Keys = Readonly<Record<string, unknown>>;

/** A destination file's value with its preset under it. */
export interface Merged {
  /** What the file says stands, what it leaves out the preset fills in. */
  readonly merged: unknown;
  /** The preset is not known, does not support the kind of access, or needs a value that only the vendor tells. */
  readonly complaints: readonly Complaint[];
  /** Whether that place may be wrong only because of one of these complaints. */
  excuses(path: KeyPath): boolean;
}

export function mergePreset(value: unknown): Merged {
  if (!isMapping(value) || value.vendor === undefined)
    return { merged: value, complaints: [], excuses: () => false };
  const { vendor } = value;
  const ids = presetIds();
  if (typeof vendor !== 'string' || !ids.includes(vendor)) {
    // What the preset would have filled in is missing.
    const excuses = (path: KeyPath) => path[0] === 'access' && valueAt(value, path) === undefined;
    const complaints =
      typeof vendor === 'string'
        ? [{ path: ['vendor'], message: `is not a preset; ${presetSuggestion(vendor)}` }]
        : [];
    return { merged: value, complaints, excuses };
  }
  const preset = readPreset(vendor);
  const access = mergeAccess(preset, value.access);
  const missing = access.complaints.length > 0 ? [] : missingComplaints(preset, value.access, access.merged);
  return {
    merged: {
      ...value,
      access: access.merged,
      ...mergeSection('objects', preset, value),
      ...mergeSection('permissions', preset, value),
    },
    complaints: [...access.complaints, ...missing],
    excuses: (path) =>
      path[0] === 'access' &&
      (access.complaints.length > 0 || missing.some((one) => one.path.join() === path.join())),
  };
}

/** What only the vendor tells is asked for in the vendor's own words. */
function missingComplaints(preset: Preset, own: unknown, access: unknown): Complaint[] {
  if (!isMapping(access)) return [];
  return missingParameters(preset, isMapping(own) ? own : {}, access).map(
    ({ key, label, where, mayBePending }) => ({
      path: ['access', key],
      message: `is missing: write ${label}, ${where}${mayBePending ? '; or pending' : ''}`,
    }),
  );
}

/** The values of a preset that belong to one customer and are not there yet. */
export function missingParameters(preset: Preset, own: Keys, access: Keys): Preset['parameters'] {
  // Who names another principal or issuer than the preset's knows what goes with it.
  const filledIn = preset.access[access.type as string] ?? {};
  if (['principal', 'issuer'].some((key) => key in own && key in filledIn)) return [];
  return preset.parameters.filter(
    (one) => one.access === access.type && one.required && !Object.hasOwn(access, one.key),
  );
}

function mergeAccess(preset: Preset, access: unknown): Pick<Merged, 'merged' | 'complaints'> {
  if (access !== undefined && !isMapping(access)) return { merged: access, complaints: [] };
  const supported = Object.keys(preset.access);
  const type = access?.type === undefined ? supported[0] : access.type;
  // The schema says what is wrong with a type that is no word.
  if (typeof type !== 'string') return { merged: access, complaints: [] };
  if (Object.hasOwn(preset.access, type)) {
    return { merged: { type, ...preset.access[type], ...access }, complaints: [] };
  }
  const message = `is not supported by ${preset.name}: write ${supported.join(' or ')}`;
  return { merged: access, complaints: [{ path: ['access', 'type'], message }] };
}

/** `prefix` and `prefixes` exclude each other, so that one in the file keeps the preset's other one out. */
function mergeSection(key: 'objects' | 'permissions', preset: Preset, value: Keys): Keys {
  const own = value[key];
  if (own !== undefined && !isMapping(own)) return {};
  const { prefix, ...others } = preset[key] as Keys;
  const keepPrefix = prefix !== undefined && own?.prefix === undefined && own?.prefixes === undefined;
  const merged = { ...others, ...(keepPrefix ? { prefix } : {}), ...own };
  return Object.keys(merged).length === 0 ? {} : { [key]: merged };
}

function isMapping(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
