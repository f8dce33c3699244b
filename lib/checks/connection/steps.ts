import { RULES, violation } from '../../config/rules';
import type { Declared } from './declared';
import type { PutOptions, Requests } from './requests';

/** What a request is about, for the table of causes. */
export type StepKind =
  | 'identify'
  | 'assume'
  | 'location'
  | 'put'
  | 'delete'
  | 'read'
  | 'list'
  | 'policy'
  | 'multipart';

/** One request and what must come of it. */
export interface Step {
  readonly kind: StepKind;
  readonly what: string;
  /** The status of a success, or `DENIED`. */
  readonly expected: string;
  readonly key?: string;
  /** The header that goes with it. */
  readonly acl?: string;
  /** An object without which the request would prove nothing. */
  readonly needs?: string;
  run(requests: Requests): Promise<string>;
}

export const DENIED = '403 AccessDenied';
/** There is such an object already; S3 says so only to those who may write it. */
export const THERE = '412 PreconditionFailed';

export interface Wishes {
  /** The path as the vendor's form has it, instead of the prefixes of the file. */
  readonly path?: string;
  /** The ACL header that the vendor sends. */
  readonly acl?: string;
  /** Where the bucket has to be; absent where nobody said it. */
  readonly region?: string;
  /** Where it is given, what answers may be no S3. */
  readonly endpoint?: string;
  /** A new ID for each object. */
  id(): string;
}

/** The vendor's own test, and then what must be denied; each step may rely on those before it. */
export function stepsFor(declared: Declared, wishes: Wishes): Step[] {
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

/** Vendors put a slash between path and name. */
function foldersOf(declared: Declared, { path }: Wishes): string[] {
  if (path === undefined) return declared.folders;
  return [path === '' ? '' : `${path}/`];
}

const granted = (allowed: boolean, success = '200') => (allowed ? success : DENIED);

function location(declared: Declared, { region, endpoint }: Wishes): Step {
  const { bucketLocation } = declared.destination.permissions;
  const success = region === undefined ? '200' : `200 ${region}`;
  return {
    kind: 'location',
    what: 'get the location of the bucket',
    expected: granted(bucketLocation, success),
    run: async (requests) => {
      const constraint = await requests.location();
      const found = regionOfLocation(constraint);
      // Stores beside S3 call their places as they like, or not at all.
      const says = isRegion(found) && (endpoint === undefined || Boolean(constraint));
      return region === undefined || !says ? success : `200 ${found}`;
    },
  };
}

const isRegion = (name: string) => violation(RULES.region, name) === undefined;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
function regionOfLocation(location: string | undefined): string {
  if (location === undefined || location === '') return 'us-east-1';
  return location === 'EU' ? 'eu-west-1' : location;
}

function put(declared: Declared, key: string, { acl, onlyNew }: PutOptions = {}): Step {
  return {
    kind: 'put',
    what: `put ${key}${acl === undefined ? '' : ` with the ACL ${acl}`}`,
    expected: granted(declared.mayPut(key)),
    key,
    acl,
    run: (requests) => requests.put(key, { acl, onlyNew }),
  };
}

function remove(declared: Declared, key: string, needs?: string): Step {
  return {
    kind: 'delete',
    what: `delete ${key}`,
    expected: granted(declared.mayDelete(key), '204'),
    key,
    needs,
    run: (requests) => requests.remove(key),
  };
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

/** Names that look as if they were in scope; the first one is out of it whatever the pattern is. */
function beside(declared: Declared, { id }: Wishes): string[] {
  const [folder = ''] = declared.folders;
  const { suffix } = declared;
  const name = () => declared.plainName(id());
  const elsewhere =
    folder === '' ? [] : [`${folder.slice(0, -1)}-other/${name()}`, name(), `/${folder}${name()}`];
  const capitals = suffix.toUpperCase();
  const otherEndings =
    suffix === ''
      ? []
      : [
          `${folder}s3-destination-test-${id().slice(0, 8)}.other`,
          `${folder}${name()}.bak`,
          ...(capitals === suffix ? [] : [`${folder}s3-destination-test-${id().slice(0, 8)}${capitals}`]),
        ];
  return [...elsewhere, ...otherEndings].filter((key) => !declared.mayPut(key));
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
  return [{ ...put(declared, key, { acl }), expected: granted(allowed) }];
}

function reading(declared: Declared, key: string): Step[] {
  const { permissions } = declared.destination;
  const [folder = ''] = declared.folders;
  const listed = permissions.list || declared.additionally('s3:ListBucket', 'bucket');
  const everything = declared.additionally('s3:ListBucket', 'bucket') || (permissions.list && folder === '');
  const list = (prefix: string | undefined, what: string, allowed: boolean): Step => ({
    kind: 'list',
    what,
    expected: granted(allowed),
    run: (requests) => requests.list(prefix),
  });
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
    ...(folder === '' ? [] : [list(folder, `list ${folder}`, listed)]),
    list(undefined, 'list the bucket', everything),
    ...(declared.additionally('s3:GetBucketPolicy', 'bucket')
      ? []
      : [
          {
            kind: 'policy' as const,
            what: 'get the policy of the bucket',
            expected: DENIED,
            run: (requests: Requests) => requests.bucketPolicy(),
          },
        ]),
  ];
}

/** An object that would be the vendor's, but is none of the test's; it does not exist, so that none is ever lost. */
function inScopeOnly(declared: Declared, { id }: Wishes): string[] {
  const key = `${declared.folders[0]}s3-destination-other-${id().slice(0, 8)}${declared.suffix}`;
  return declared.mayDelete(key) ? [] : [key];
}
