import { accessComplaints } from './access-consistency';
import type { Draft } from './draft';
import { objectsComplaints } from './objects-consistency';
import { placeComplaints } from './place-consistency';
import { at, atKey, type Complaint, under } from './problem';
import { sinkComplaints } from './sink-consistency';

/**
 * What one key says about another. Every rule looks at a draft: keys that are wrong by themselves are left out of
 * it, so that one mistake is reported once and all others are reported too.
 */
export function consistencyComplaints(draft: Draft): Complaint[] {
  const hasTestObject = draft.objects?.testObject !== undefined;
  return [
    ...bucketComplaints(draft.bucket ?? {}).map(under('bucket')),
    ...objectsComplaints(draft.objects ?? {}).map(under('objects')),
    ...permissionsComplaints(draft.permissions ?? {}, hasTestObject).map(under('permissions')),
    ...permissionsWithoutWriter(draft),
    ...accessComplaints(draft.access ?? {}).map(under('access')),
    ...placeComplaints(draft),
    ...sinkRules(draft),
    ...tagComplaints(draft.tags ?? {}),
  ];
}

/** Paths are relative to `bucket`. */
function bucketComplaints(bucket: NonNullable<Draft['bucket']>): Complaint[] {
  if (bucket.existing === undefined) return [];
  const found: Complaint[] = [];
  if (bucket.name !== undefined) {
    found.push(
      at(['existing'], 'stands beside bucket.name: keep name to create a bucket, or existing to use one'),
    );
  }
  for (const key of ['versioned', 'expireObjectsAfterDays', 'retain'] as const) {
    if (bucket[key] !== undefined) {
      found.push(
        atKey([key], 'stands beside bucket.existing, and an existing bucket is left alone: take it out'),
      );
    }
  }
  if (bucket.encryption === 'kms') {
    found.push(
      at(
        ['encryption'],
        "would create a key for a bucket that is left alone: write the ARN of the bucket's own key",
      ),
    );
  }
  return found;
}

/** Actions that a key of their own grants, so that the matrix and the reasons stay in one place. */
const OWN_KEY: ReadonlyMap<string, string> = new Map([
  ['s3:putobject', 'write put: true, which is the default'],
  ['s3:getbucketlocation', 'write bucketLocation: true'],
  ['s3:deleteobject', 'write delete: { objects: …, until: … }'],
  ['s3:abortmultipartupload', 'write multipart: true'],
  ['s3:listmultipartuploadparts', 'write multipart: true'],
  ['s3:putobjectacl', 'write putAcl: true'],
  ['s3:listbucket', 'write list: true'],
  ['s3:getobject', 'write read: true'],
]);

/** Paths are relative to `permissions`. */
export function permissionsComplaints(
  permissions: NonNullable<Draft['permissions']>,
  hasTestObject: boolean,
): Complaint[] {
  const found = permissions.put === false ? withoutPut(permissions) : [];
  const deletion = permissions.delete;
  if (typeof deletion === 'object' && deletion.objects === 'test-objects' && !hasTestObject) {
    found.push(
      at(
        ['delete', 'objects'],
        "is confined to objects.testObject, which is missing: write the object's name there",
      ),
    );
  }
  for (const [index, permission] of (permissions.additional ?? []).entries()) {
    const message = additionalComplaint(permission ?? {});
    if (message !== undefined) found.push(at(['additional', index, 'action'], message));
  }
  return found;
}

/** Who may not write has to be granted something else, and nothing that only serves writing. */
function withoutPut(permissions: NonNullable<Draft['permissions']>): Complaint[] {
  const needless = (['multipart', 'putAcl'] as const).filter((key) => permissions[key] === true);
  // A value that is wrong leaves a gap: what it was meant to grant is not known.
  const grants = (['read', 'list', 'delete', 'additional'] as const).filter((key) => {
    const value = permissions[key];
    return Array.isArray(value)
      ? value.length > 0
      : key in permissions && value !== false && value !== 'never';
  });
  return [
    ...needless.map((key) => at([key], 'serves writing, and put is false: take one of them out')),
    ...(grants.length > 0
      ? []
      : [
          at(
            ['put'],
            'is false, and nothing else is granted: write read: true or list: true, or take it out',
          ),
        ]),
  ];
}

/** IAM ignores the case of actions. */
function additionalComplaint({ action = '', on }: { action?: string; on?: string }): string | undefined {
  const lower = action.toLowerCase();
  const ownKey = OWN_KEY.get(lower);
  if (ownKey !== undefined) return `has a key of its own: ${ownKey}`;
  if (lower.startsWith('s3:bypass'))
    return 'would let the writer get around Object Lock: it cannot be granted here';
  if (on === 'bucket' && !/^s3:(get|list)/.test(lower))
    return 'would let the writer change the bucket itself: on the bucket only s3:Get… and s3:List… can be granted';
  if (on === 'objects' && /^s3:[a-z]+bucket/.test(lower))
    return 'is an action on buckets, and grants nothing on objects: write on: bucket';
  return undefined;
}

function permissionsWithoutWriter({ permissions, access }: Draft): Complaint[] {
  if (permissions === undefined || access?.type !== 'none') return [];
  return [
    atKey(['permissions'], 'says what a writer may do, and access.type none has no writer: take it out'),
  ];
}

/** Most complaints are about the sink itself; those about its place begin with `objects`. */
function sinkRules(draft: Draft): Complaint[] {
  const { access, permissions, sink, objects = {} } = draft;
  if (sink !== undefined) {
    const beside = access?.type !== undefined && access.type !== 'none' && permissions?.put !== false;
    return sinkComplaints(sink, objects, beside).map((complaint) =>
      complaint.path[0] === 'objects' ? complaint : under('sink')(complaint),
    );
  }
  return access?.type === 'none' && !('sink' in draft)
    ? [at(['access', 'type'], 'leaves nobody who writes: name a writer, or add a sink')]
    : [];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html: keys of tags on users and roles ignore case. */
function tagComplaints(tags: NonNullable<Draft['tags']>): Complaint[] {
  const keys = Object.keys(tags);
  if (keys.length > 50)
    return [atKey(['tags'], `holds ${keys.length} tags, and AWS allows 50: take some out`)];
  return keys.flatMap((key, index) => {
    const twin = keys.slice(0, index).find((other) => other.toLowerCase() === key.toLowerCase());
    return twin === undefined
      ? []
      : [atKey(['tags', key], `differs from the tag ${twin} only in capitals, which IAM ignores: keep one`)];
  });
}
