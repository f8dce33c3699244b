/** Without the keys that are there but say nothing: they must not hide a default under them. */
export function defined<T extends object>(props: T): Partial<T> {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as Partial<T>;
}
