import type { Draft } from '../config/draft';
import { at, type Complaint } from '../config/problem';
import { PLACEHOLDER } from './input';

/** Names of objects in which the commands would put a value of the session, because they hold its placeholder. */
export function placeholderComplaints({ objects = {} }: Pick<Draft, 'objects'>): Complaint[] {
  const { prefix, prefixes = [], pattern, testObject } = objects;
  const named = [
    ...Object.entries({ prefix, pattern, testObject }).map(([key, value]) => ({ path: [key], value })),
    ...prefixes.map((value, index) => ({ path: ['prefixes', index], value })),
  ];
  return named.flatMap(({ path, value }) => {
    const placeholder = Object.values(PLACEHOLDER).find((one) => value?.includes(one));
    if (placeholder === undefined) return [];
    const message = `holds ${placeholder}, which the commands of a runbook replace: write what it stands for`;
    return [at(['objects', ...path], message)];
  });
}
