import type { AccessType, Objects, Permissions } from '../../config/destination';
import { at, type Complaint, type Problem } from '../../config/problem';
import { allowanceOf } from './allowance';
import { type OwnIdentity, readBucketPolicy } from './bucket-principal';
import type { Condition, DocumentStatement, PolicyDocument } from './document';
import { NOTHING } from './grant';
import type { Note } from './note';
import { permissionsOf } from './permissions';
import { isOptional, placeholdersOf, UNFILLED } from './placeholder';
import { reportOf } from './report';
import { bucketsIn } from './resource';
import type { AccessChoice, ReadAccess } from './role-access';
import { scopeOf, type WantedObjects } from './scope';
import { accessFromTrust } from './trust';

/** The documents of a vendor's page. At least one of them is there. */
export interface VendorDocuments {
  readonly identity?: PolicyDocument;
  readonly trust?: PolicyDocument;
  readonly bucket?: PolicyDocument;
}

/** What the user says beside the documents. */
export interface Wanted extends AccessChoice, WantedObjects {
  /** Without one it follows from the documents. */
  readonly type?: AccessType;
  /** The name of the bucket, where the user knows it: it decides which one is meant where documents name several. */
  readonly bucketName?: string;
  /** Whether the bucket is there already, so that the kit leaves its policy alone. */
  readonly existing: boolean;
  /** Of the account that owns the bucket. */
  readonly accountId?: string;
  readonly now: Date;
}

/** The parts of a destination file that grant what the documents grant, or less. */
export interface FromPolicy {
  readonly access: Readonly<Record<string, unknown>>;
  /** Absent where only a trust policy was read. */
  readonly objects?: Objects;
  readonly permissions?: Permissions;
  /** What the documents call the bucket. */
  readonly bucket?: string;
  readonly notes: readonly Note[];
  /** What keeps a document from being read. */
  readonly problems: readonly Problem[];
  /** Places of the destination file for which the documents need a choice, or do not allow the one that was made. */
  readonly complaints: readonly Complaint[];
}

/**
 * Reads what a vendor's page asks for. What the result grants, the documents grant too, with their own names for the
 * bucket and for what they leave to the reader replaced; everything else of them is told in `notes`.
 */
export function fromPolicy(documents: VendorDocuments, wanted: Wanted): FromPolicy {
  const { identity, trust, bucket } = documents;
  const byName = wanted.type === 'bucket-policy' || (wanted.type === undefined && !trust && !identity);
  const ofTrust = trust && accessFromTrust(trust, wanted);
  const ofBucket =
    bucket && readBucketPolicy(bucket, wanted, byName ? undefined : identityOf(wanted, ofTrust));
  const access = ofTrust?.access ?? (byName && ofBucket ? ofBucket.access : {});
  const notes = [...(ofTrust?.notes ?? []), ...(ofBucket?.notes ?? [])];
  const problems = [
    ...(ofTrust?.problems ?? []),
    ...(ofBucket?.problems ?? []),
    ...(identity?.statements ?? []).flatMap(misplaced),
  ];
  const complaints = [
    ...(byName && (identity || trust) ? [MIXED] : []),
    ...(ofTrust?.complaints ?? []),
    ...(ofBucket?.complaints ?? []),
  ];
  const statements = [...(identity?.statements ?? []), ...(ofBucket?.statements ?? [])];
  if (problems.length > 0 || statements.length === 0 || complaints.includes(MIXED))
    return { access, notes, problems, complaints };
  const granted = permissionsFrom(statements, wanted, ofBucket?.ofAccess ?? []);
  return {
    access,
    ...granted,
    notes: [...notes, ...granted.notes],
    problems,
    complaints: [...complaints, ...granted.complaints],
  };
}

/** What an identity policy grants is meant for the identity that holds it, and not for whom a bucket policy names. */
const MIXED = at(
  ['access', 'type'],
  'is bucket-policy, and an identity or trust policy says nothing of whom a bucket policy lets in: give only --from-bucket-policy, or choose another access',
);

function identityOf({ accountId }: Wanted, ofTrust: ReadAccess | undefined): OwnIdentity {
  const trusted = ofTrust?.access.principal;
  return {
    ...(accountId === undefined ? {} : { accountId }),
    ...(typeof trusted === 'string' ? { trusted } : {}),
  };
}

function misplaced({
  file,
  line,
  principals,
  notPrincipal,
  resources,
  notResources,
}: DocumentStatement): Problem[] {
  const problem = (message: string): Problem => ({
    file,
    ...(line === undefined ? {} : { line }),
    path: '',
    message,
  });
  if (principals.length > 0 || notPrincipal)
    return [
      problem(
        'has a Principal, which an identity policy never has: take it out, or give a bucket policy with --from-bucket-policy and a trust policy with --from-trust',
      ),
    ];
  return resources.length + notResources.length === 0
    ? [problem('has no Resource: write the bucket and its objects')]
    : [];
}

function permissionsFrom(
  statements: readonly DocumentStatement[],
  wanted: Wanted,
  ofAccess: readonly Condition[],
): Pick<FromPolicy, 'objects' | 'permissions' | 'bucket' | 'notes' | 'complaints'> {
  const written = statements.flatMap(({ actions, notActions, resources }) =>
    notActions.length > 0 || actions.some((action) => /^(s3:|\*)/i.test(action)) ? resources : [],
  );
  const buckets = bucketsIn(written);
  const bucket = buckets.find((name) => name === wanted.bucketName) ?? buckets[0];
  if (buckets.length > 1 && bucket !== wanted.bucketName) {
    const message = `is needed, because the documents name several buckets: ${buckets.join(', ')}; write the one, or the same word for all of them in the documents`;
    return { notes: [], complaints: [at(['bucket', wanted.existing ? 'existing' : 'name'], message)] };
  }
  const surroundings = {
    newBucket: !wanted.existing,
    ...(wanted.accountId === undefined ? {} : { accountId: wanted.accountId }),
    ofAccess,
    fillings: [UNFILLED],
  };
  const rooted = wanted.prefixes === undefined && written.flatMap(placeholdersOf).some(isOptional);
  const allowance = allowanceOf(statements, surroundings, {
    ...(bucket === undefined ? {} : { bucket }),
    rooted,
  });
  const puts = scopeOf(allowance, 's3:PutObject', wanted, wanted.now);
  const gets = puts.found ? puts : scopeOf(allowance, 's3:GetObject', wanted, wanted.now);
  const action = puts.found ? 's3:PutObject' : 's3:GetObject';
  const { objects, complaint } = gets;
  if (!objects) {
    const nothing = { prefixes: [], pattern: '*' };
    const notes = gets.found ? [] : reportOf(allowance, nothing, NOTHING, wanted.now);
    return { notes, complaints: [complaint] };
  }
  const permissions = permissionsOf(gets.allowance, objects, action, wanted.now);
  return {
    objects,
    permissions,
    ...(bucket === undefined ? {} : { bucket }),
    notes: reportOf(gets.allowance, objects, permissions, wanted.now),
    complaints: [],
  };
}
