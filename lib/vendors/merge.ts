import { valueAt } from '../config/known-keys';
import type { KeyPath } from '../config/problem';
import type { Merged } from '../config/validate';
import { homeComplaints } from './home-partition';
import { isMapping, type Keys, missingComplaints } from './missing';
import { type Preset, presetIds, presetSuggestion, readPreset } from './preset';

/**
 * What the file leaves out, the preset fills in. Complained of is a preset that is not known, does not support the kind of
 * access, needs a value that only the vendor tells, or names a principal of another partition.
 */
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
    complaints: [
      ...access.complaints,
      ...missing,
      ...homeComplaints(preset, value.environment, access.merged),
    ],
    excuses: (path) =>
      path[0] === 'access' &&
      (access.complaints.length > 0 || missing.some((one) => one.path.join() === path.join())),
  };
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
