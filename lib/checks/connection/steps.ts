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
  /** Only tidies up: where there is nothing to remove, it is left out. */
  readonly tidies?: true;
  run(requests: Requests): Promise<string>;
}

export const DENIED = '403 AccessDenied';
/** There is such an object already; S3 says so only to those who may write it. */
export const THERE = '412 PreconditionFailed';
/** There is no object that could be read, so that nothing is known. */
export const NOTHING = 'nothing to read';

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

/** Vendors put a slash between path and name. */
export function foldersOf(declared: Declared, { path }: Wishes): string[] {
  if (path === undefined) return declared.folders;
  return [path === '' ? '' : `${path}/`];
}

export const granted = (allowed: boolean, success = '200') => (allowed ? success : DENIED);

export function location(declared: Declared, { region, endpoint }: Wishes): Step {
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

export function put(declared: Declared, key: string, { acl, onlyNew }: PutOptions = {}): Step {
  return {
    kind: 'put',
    what: `put ${key}${acl === undefined ? '' : ` with the ACL ${acl}`}`,
    expected: granted(declared.mayPut(key)),
    key,
    acl,
    run: async (requests) => {
      // Stores beside S3 may not know If-None-Match.
      if (onlyNew && (await isThere(declared, key, requests))) return THERE;
      return requests.put(key, { acl, onlyNew });
    },
  };
}

/** As far as the writer may look. */
async function isThere(declared: Declared, key: string, requests: Requests): Promise<boolean> {
  if (declared.mayList()) return (await requests.keysUnder(key)).includes(key);
  return declared.mayRead(key) && (await requests.has(key));
}

export function remove(declared: Declared, key: string, needs?: string): Step {
  return {
    kind: 'delete',
    what: `delete ${key}`,
    expected: granted(declared.mayDelete(key), '204'),
    key,
    needs,
    run: (requests) => requests.remove(key),
  };
}

/** Names that look as if they were in scope; the first one is out of it whatever the pattern is. */
export function beside(declared: Declared, { id }: Wishes): string[] {
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

export function list(prefix: string | undefined, allowed: boolean): Step {
  return {
    kind: 'list',
    what: prefix === undefined ? 'list the bucket' : `list ${prefix}`,
    expected: granted(allowed),
    run: (requests) => requests.list(prefix),
  };
}

export function aboutBucket(declared: Declared): Step[] {
  return [
    list(undefined, declared.mayListAll()),
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
export function inScopeOnly(declared: Declared, { id }: Wishes): string[] {
  const key = `${declared.folders[0]}s3-destination-other-${id().slice(0, 8)}${declared.suffix}`;
  return declared.mayDelete(key) ? [] : [key];
}
