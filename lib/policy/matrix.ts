import type { Destination } from '../config/destination';
import { isService, isWholeAccount } from '../config/principal';
import { policySet, usesOwnKey } from './documents';
import type { Place, Statement } from './statement';

/** Who may do what: the picture that `check` and the runbook show. */
export interface PermissionMatrix {
  /** How somebody becomes the writer. */
  readonly identity: string;
  /** Object scope as URIs. */
  readonly scope: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly who: 'writer' | 'reader' | 'sink' | 'own account' | 'other accounts' | 'public';
  readonly objects: Cell;
  readonly beside: Cell;
  readonly bucket: Cell;
}

export interface Cell {
  readonly may: readonly string[];
  /** What people ask about first and what is denied here. */
  readonly mayNot: readonly string[];
}

/** What reviewers look for; everything that is not granted is denied, named here or not. */
const ASKED_ABOUT: Readonly<Record<'objects' | 'bucket', readonly string[]>> = {
  objects: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:PutObjectAcl'],
  bucket: ['s3:GetBucketLocation', 's3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'],
};

export function permissionMatrix(
  destination: Destination,
  scope: readonly string[],
  now: Date,
): PermissionMatrix {
  const keyArn = usesOwnKey(destination) ? 'the key' : undefined;
  const set = policySet(destination, { accountId: '', region: '', bucketName: '', keyArn }, now);
  return {
    identity: identityOf(destination),
    scope,
    rows: [
      ...(destination.access.type === 'none'
        ? []
        : [rowOf(destination.permissions.put ? 'writer' : 'reader', [...set.identity, ...set.bucket])]),
      ...(destination.sink === undefined ? [] : [rowOf('sink', set.sink)]),
      ...others(destination),
    ],
  };
}

function rowOf(who: MatrixRow['who'], statements: readonly Statement[]): MatrixRow {
  const granted = statements.filter(({ effect }) => effect === 'Allow');
  return {
    who,
    objects: cell(granted, ['objects', 'test-objects'], ASKED_ABOUT.objects),
    beside: { may: [], mayNot: ['everything'] },
    bucket: cell(granted, ['bucket', 'key'], ASKED_ABOUT.bucket),
  };
}

function cell(granted: readonly Statement[], places: readonly Place[], askedAbout: readonly string[]): Cell {
  const here = granted.filter(({ on }) => places.includes(on));
  const actions = here.flatMap(({ actions }) => actions);
  return { may: here.map(inWords), mayNot: askedAbout.filter((action) => !actions.includes(action)) };
}

function inWords({ actions, on, when }: Statement): string {
  const what = on === 'test-objects' ? `${actions.join(', ')} on the test's objects` : actions.join(', ');
  return when === undefined ? what : `${what}, ${when}`;
}

function others({ bucket }: Destination): MatrixRow[] {
  const same = (who: MatrixRow['who'], cell: Cell): MatrixRow => ({
    who,
    objects: cell,
    beside: cell,
    bucket: cell,
  });
  if (bucket.existing) {
    const unknown = { may: ["by the bucket's own policy"], mayNot: [] };
    return [
      same('own account', { may: ['by its own IAM policies'], mayNot: [] }),
      same('other accounts', unknown),
      same('public', unknown),
    ];
  }
  return [
    same('own account', { may: ['by its own IAM policies'], mayNot: ['over plain HTTP'] }),
    same('other accounts', { may: [], mayNot: ['everything'] }),
    same('public', { may: [], mayNot: ['everything'] }),
  ];
}

function identityOf({ access }: Destination): string {
  switch (access.type) {
    case 'iam-user':
      return 'an IAM user with an access key';
    case 'cross-account-role': {
      if (access.pending) return 'a role that nobody may assume yet: the external ID is pending';
      const who = isWholeAccount(access.principal)
        ? `any identity of the account ${access.principal}`
        : access.principal;
      return `a role that ${who} assumes${access.externalId === undefined ? '' : ' with the external ID'}`;
    }
    case 'web-identity-role':
      if (access.pending) return 'a role that nobody may assume yet: the subject is pending';
      return `a role that tokens of ${access.issuer} assume, with the subject ${access.subjects.join(' or ')}`;
    case 'bucket-policy':
      return `${isService(access.principal) ? 'the service' : 'the principal'} ${access.principal}, named in the bucket policy`;
    case 'none':
      return 'nobody but the sink';
  }
}
