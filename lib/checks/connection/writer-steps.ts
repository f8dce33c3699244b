import type { Declared } from './declared';
import {
  aboutBucket,
  beside,
  foldersOf,
  granted,
  inScopeOnly,
  list,
  location,
  put,
  remove,
  type Step,
  type Wishes,
} from './steps';

/** The vendor's own test, and then what must be denied; each step may rely on those before it. */
export function writerSteps(declared: Declared, wishes: Wishes): Step[] {
  const { testObject } = declared.destination.objects;
  const folders = foldersOf(declared, wishes);
  const fixedName = testObject !== undefined && !testObject.includes('*');
  const tests = folders.map((folder) => `${folder}${declared.testName(wishes.id())}`);
  const plain = folders
    .map((folder) => `${folder}${declared.plainName(wishes.id())}`)
    .filter(() => testObject !== undefined && !testObject.endsWith(declared.suffix));
  const { acl } = wishes;
  // Where the vendor was told to write it has to succeed, whatever the file says.
  const putAsVendor = (key: string, onlyNew: boolean): Step => ({
    ...put(declared, key, { acl, onlyNew }),
    expected: '200',
  });
  return [
    location(declared, wishes),
    ...tests.map((key) => putAsVendor(key, fixedName)),
    ...plain.map((key) => putAsVendor(key, false)),
    ...multipart(declared, wishes),
    ...beside(declared, wishes).map((key) => put(declared, key)),
    ...aclHeader(declared, wishes),
    ...reading(declared, plain[0] ?? tests[0] ?? ''),
    // An object of a fixed name that was there before is not ours to delete.
    ...[...tests, ...plain].map((key) => remove(declared, key, key)),
    ...[...inScopeOnly(declared, wishes), ...beside(declared, wishes).slice(0, 1)].map((key) =>
      remove(declared, key),
    ),
  ];
}

/** Only where it is granted: an upload that was begun could not be taken back otherwise. */
function multipart(declared: Declared, { id }: Wishes): Step[] {
  const { permissions } = declared.destination;
  if (!permissions.multipart) return [];
  const key = `${declared.folders[0]}${declared.plainName(id())}`;
  return [
    {
      kind: 'multipart',
      what: `begin the upload of ${key} in parts, and abort it`,
      expected: '204',
      key,
      run: async (requests) => requests.abortUpload(key, await requests.beginUpload(key)),
    },
  ];
}

/**
 * `private` is what a new object is anyway, so that nothing becomes public where the header is accepted. With the
 * grant, vendors send the one header that S3 takes while ACLs are disabled.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
function aclHeader(declared: Declared, { id, acl: own }: Wishes): Step[] {
  if (own !== undefined) return [];
  const { permissions } = declared.destination;
  const allowed = permissions.putAcl || declared.additionally('s3:PutObjectAcl', 'objects');
  const acl = allowed ? 'bucket-owner-full-control' : 'private';
  const key = `${declared.folders[0]}${declared.plainName(id())}`;
  return [
    { ...put(declared, key, { acl }), expected: granted(allowed) },
    ...(declared.mayDelete(key) ? [{ ...remove(declared, key, key), tidies: true as const }] : []),
  ];
}

function reading(declared: Declared, key: string): Step[] {
  const [folder = ''] = declared.folders;
  return [
    {
      kind: 'read',
      what: `get ${key}`,
      expected: granted(declared.mayRead(key)),
      key,
      // Of an object that is absent, S3 says 403 to everybody who may not list.
      needs: key,
      run: (requests) => requests.read(key),
    },
    ...(folder === '' ? [] : [list(folder, declared.mayList())]),
    ...aboutBucket(declared),
  ];
}
