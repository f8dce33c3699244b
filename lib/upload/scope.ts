import type { Destination } from '../config/destination';
import { objectArns, testObjectArns } from '../policy/scope';

/** What a key may be, by the policy: a text with at most one `*`. */
export type Scope = readonly string[];

type Grant = Pick<Destination, 'access' | 'objects' | 'permissions'>;

/** Empty where nobody but the sink may write, or the vendor only reads. */
export function scopeOf({ access, objects, permissions }: Grant): Scope {
  if (access.type === 'none' || !permissions.put) return [];
  return [...objectArns('', objects), ...testObjectArns('', objects)].map((resource) => resource.slice(1));
}

/** As IAM matches a resource: `*` stands for any text, slashes included. */
export function covers(scope: Scope, key: string): boolean {
  return scope.some((pattern) => {
    const star = pattern.indexOf('*');
    if (star < 0) return pattern === key;
    const head = pattern.slice(0, star);
    const tail = pattern.slice(star + 1);
    return key.length >= head.length + tail.length && key.startsWith(head) && key.endsWith(tail);
  });
}
