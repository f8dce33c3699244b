import type { Complaint } from '../config/problem';
import type { Preset } from './preset';

export type Keys = Readonly<Record<string, unknown>>;

type Asked = Pick<Preset, 'access' | 'parameters'>;

/** What only the vendor tells is asked for in the vendor's own words. */
export function missingComplaints(preset: Asked, own: unknown, access: unknown): Complaint[] {
  if (!isMapping(access)) return [];
  return missingParameters(preset, isMapping(own) ? own : {}, access).map(
    ({ key, label, where, mayBePending }) => ({
      path: ['access', key],
      message: `is missing: write ${label}, ${where}${mayBePending ? '; or pending' : ''}`,
    }),
  );
}

/** The values of a preset that belong to one customer and are not there yet. */
export function missingParameters(preset: Asked, own: Keys, access: Keys): Preset['parameters'] {
  // Who names another principal or issuer than the preset's knows what goes with it.
  const filledIn = preset.access[access.type as string] ?? {};
  if (['principal', 'issuer'].some((key) => key in own && key in filledIn)) return [];
  return preset.parameters.filter(
    (one) => one.access === access.type && one.required && !Object.hasOwn(access, one.key),
  );
}

export function isMapping(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
