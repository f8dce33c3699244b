import type { Permissions } from '../config/destination';
import { permissionsSchema } from '../config/schema';
import type { FromPolicy } from '../onboarding/from-policy/from-policy';
import type { Preset } from '../vendors/preset';
import type { InitOptions } from './init-options';
import { sinkSettings, writesAlone } from './init-sink';

/** The destination file as plain data, in the order of its contract. Keys without a value are left out. */
export function settingsOf(
  options: InitOptions,
  preset: Preset | undefined,
  read: FromPolicy | undefined,
): Record<string, unknown> {
  const prefixes = options.prefix ?? read?.objects?.prefixes ?? [];
  const { subject } = options;
  const pattern = options.pattern ?? read?.objects?.pattern;
  return given({
    version: 1,
    name: options.name ?? defaultName(options, preset),
    vendor: preset?.id,
    environment: given({ account: options.account, region: options.region }),
    bucket: given({ name: options.bucket, existing: options.existingBucket }),
    objects: given({
      prefix: prefixes.length === 1 ? prefixes[0] : undefined,
      prefixes: prefixes.length > 1 ? prefixes : undefined,
      pattern: read?.objects && pattern === '*' ? undefined : pattern,
      testObject: options.testObject ?? read?.objects?.testObject,
    }),
    access: accessOf(preset, {
      ...read?.access,
      ...given({
        type: writesAlone(options, read !== undefined) ? 'none' : options.access,
        principal: options.principal,
        externalId: options.externalId,
        roleName: options.roleName,
        issuer: options.issuer,
        subjects: subject?.join() === 'pending' ? 'pending' : subject,
        audience: options.audience,
      }),
    }),
    permissions: read?.permissions ? permissionsOf(read.permissions) : deletionOf(preset),
    sink: sinkSettings({ ...options, pattern }),
  });
}

/** What the destination is called where nobody says so. */
export function defaultName({ sink, vendor }: InitOptions, preset: Preset | undefined): string {
  return sink !== undefined && vendor === undefined ? 'records' : `${preset?.id ?? 'vendor'}-export`;
}

/** What the preset fills in anyhow is left to it; so is the kind of access that it prefers. */
function accessOf(
  preset: Preset | undefined,
  access: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const [preferred] = Object.keys(preset?.access ?? {});
  const type = access.type ?? preferred;
  const filledIn = { ...preset?.access[type as string], ...(type === preferred ? { type } : {}) };
  const isSame = (key: string, value: unknown) =>
    JSON.stringify(value) === JSON.stringify((filledIn as Record<string, unknown>)[key]);
  const { type: _, ...rest } = access;
  return Object.fromEntries(
    Object.entries(given({ type, ...rest })).filter(([key, value]) => !isSame(key, value)),
  );
}

/** Only what is not the default. */
function permissionsOf(permissions: Permissions): Record<string, unknown> {
  const defaults: Readonly<Record<string, unknown>> = permissionsSchema.parse({});
  return Object.fromEntries(
    Object.entries(permissions).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
    ),
  );
}

function deletionOf(preset: Preset | undefined): Record<string, unknown> | undefined {
  const days = preset?.init.deleteAllObjectsForDays;
  if (days === undefined) return undefined;
  const until = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return { delete: { objects: 'all', until } };
}

function given(values: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
