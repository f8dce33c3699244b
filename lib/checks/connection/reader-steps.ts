import type { Declared } from './declared';
import type { Requests } from './requests';
import {
  aboutBucket,
  beside,
  foldersOf,
  granted,
  inScopeOnly,
  list,
  location,
  NOTHING,
  put,
  remove,
  type Step,
  type Wishes,
} from './steps';

/** What a vendor that only reads does, and then what must be denied: above all, to write. */
export function readerSteps(declared: Declared, wishes: Wishes): Step[] {
  const folders = foldersOf(declared, wishes);
  const written = declared.folders.map((folder) => `${folder}${declared.plainName(wishes.id())}`);
  return [
    location(declared, wishes),
    ...folders.filter((folder) => folder !== '').map((folder) => list(folder, declared.mayList())),
    ...folders.map((folder) => read(declared, folder, wishes)),
    ...aboutBucket(declared),
    ...[...written, ...beside(declared, wishes)].map((key) => put(declared, key)),
    ...inScopeOnly(declared, wishes).map((key) => remove(declared, key)),
  ];
}

/** Of an object that is absent S3 says nothing that proves a grant, or that there is none. So one is looked for. */
function read(declared: Declared, folder: string, { id }: Wishes): Step {
  const absent = `${folder}${declared.plainName(id())}`;
  const allowed = declared.mayRead(absent);
  return {
    kind: 'read',
    what: `get the first object ${folder === '' ? 'of the bucket' : `under ${folder}`}`,
    expected: granted(allowed),
    run: async (requests) => {
      const key = declared.mayList() ? await firstIn(folder, declared.suffix, requests) : undefined;
      if (key !== undefined) return requests.read(key);
      // Who may list is told 404 only if it might read, too.
      return allowed ? NOTHING : requests.read(absent);
    },
  };
}

async function firstIn(folder: string, suffix: string, requests: Requests): Promise<string | undefined> {
  const keys = await requests.keysUnder(folder);
  // Consoles make folders by an empty object with a slash at its end.
  return keys.find((key) => key.endsWith(suffix) && !key.endsWith('/'));
}
