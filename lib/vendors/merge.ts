import { suggestion } from '../config/did-you-mean';
import type { Complaint } from '../config/problem';
import { type Preset, presetIds, readPreset } from './preset';

type Keys = Readonly<Record<string, unknown>>;

/**
 * A destination file's value with its preset under it: what the file says stands, what it leaves out the preset
 * fills in. A complaint where the preset is not known, or does not support the kind of access.
 */
export function mergePreset(value: unknown): {
  readonly merged: unknown;
  readonly complaints: readonly Complaint[];
} {
  if (!isMapping(value) || typeof value.vendor !== 'string') return { merged: value, complaints: [] };
  const ids = presetIds();
  if (!ids.includes(value.vendor)) {
    return {
      merged: value,
      complaints: [{ path: ['vendor'], message: `is not a preset; ${suggestion(value.vendor, ids)}` }],
    };
  }
  const preset = readPreset(value.vendor);
  const { access, complaints } = mergeAccess(preset, value.access);
  return {
    merged: {
      ...value,
      access,
      ...mergeSection('objects', preset, value),
      ...mergeSection('permissions', preset, value),
    },
    complaints,
  };
}

function mergeAccess(
  preset: Preset,
  access: unknown,
): { readonly access: unknown; readonly complaints: readonly Complaint[] } {
  if (access !== undefined && !isMapping(access)) return { access, complaints: [] };
  const supported = Object.keys(preset.access);
  const type = access?.type ?? supported[0];
  const defaults = preset.access[type as string];
  if (defaults) return { access: { type, ...defaults, ...access }, complaints: [] };
  const known = typeof type === 'string' && type !== '';
  return {
    access,
    complaints: known
      ? [
          {
            path: ['access', 'type'],
            message: `is not supported by ${preset.name}: write ${supported.join(' or ')}`,
          },
        ]
      : [],
  };
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
