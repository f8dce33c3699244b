/** What `omitIfEmpty` leaves out, as eKuiper does: null, an empty list or map, a list of nothing but empty maps. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmptyMap);
  return value === null || isEmptyMap(value);
}

function isEmptyMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const _ in value) return false;
  return true;
}
