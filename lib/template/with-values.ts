import type { Destination } from '../config/destination';
import type { KeyPath } from '../config/problem';
import type { TemplateParameter } from './parameters';

/** The destination with other values of its parameters, by logical ID. Nobody checks them here. */
export function withValues(
  destination: Destination,
  parameters: readonly TemplateParameter[],
  values: Readonly<Record<string, string>>,
): Destination {
  let changed = destination;
  for (const parameter of parameters) {
    const value = values[parameter.id];
    if (value !== undefined) changed = withValue(changed, parameter, value);
  }
  return changed;
}

function withValue(destination: Destination, { id, path, besides }: TemplateParameter, value: string) {
  if (besides !== 'pending')
    return changedAt(destination, path, value === besides ? undefined : value) as Destination;
  const pending = value === 'pending';
  const given = pending ? undefined : value;
  const own = id === 'Subject' ? { subjects: given === undefined ? [] : [given] } : { externalId: given };
  return { ...destination, access: { ...destination.access, pending, ...own } } as Destination;
}

function changedAt(holder: unknown, [key, ...rest]: KeyPath, value: string | undefined): unknown {
  if (key === undefined) return value;
  if (Array.isArray(holder)) return holder.with(Number(key), changedAt(holder[Number(key)], rest, value));
  const keys = holder as Readonly<Record<string, unknown>>;
  return { ...keys, [key]: changedAt(keys[key], rest, value) };
}
