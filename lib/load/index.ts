import { type Destination, namedKeyArn, stackNameOf } from '../config/destination';
import type { SourceDocument } from '../config/document';
import { hasBuiltInProvider } from '../config/issuer';
import { partitionOf } from '../config/partition';
import { at, type Complaint, DestinationFileError, type KeyPath, type Problem } from '../config/problem';
import { locateProblem } from '../config/read-result';
import { policySet } from '../policy/documents';
import { sizeComplaints } from '../policy/limits';
import { type Statement, toDocument } from '../policy/statement';
import { readDestination } from './read';

interface Read {
  readonly destination: Destination;
  readonly source: SourceDocument;
}

/**
 * Destination files → destinations that can be synthesised together.
 *
 * @throws DestinationFileError with every problem of every file
 */
export function loadDestinations(files: readonly string[], now = new Date()): Destination[] {
  const problems: Problem[] = [];
  const reads: Read[] = [];
  for (const file of files) {
    const result = readDestination(file);
    if (result.destination) reads.push(result);
    else problems.push(...result.problems);
  }
  for (const [index, { destination, source }] of reads.entries()) {
    const complaints = [
      ...sizeComplaints(destination, now),
      ...bucketPolicyOfExisting(destination, now),
      ...reads.slice(0, index).flatMap((earlier) => clashes(destination, earlier.destination)),
    ];
    problems.push(...complaints.map((complaint) => locateProblem(destination.file, source, complaint)));
  }
  if (problems.length > 0) throw new DestinationFileError(problems);
  return reads.map(({ destination }) => destination);
}

/** A bucket policy resource would replace the policy that the bucket has. */
function bucketPolicyOfExisting(destination: Destination, now: Date): Complaint[] {
  const { access, bucket, environment } = destination;
  if (access.type !== 'bucket-policy' || !bucket.existing) return [];
  const keyRegion = namedKeyArn(destination)?.split(':')[3];
  const surroundings = {
    accountId: '',
    region: environment.region ?? keyRegion ?? '',
    bucketName: bucket.name,
  };
  const { bucket: forBucket, key: forKey } = policySet(destination, surroundings, now);
  const message = [
    'cannot be bucket-policy for an existing bucket, whose policy would be replaced: add to that policy yourself',
    pasteable(forBucket),
    ...(forKey.length > 0 ? ["and to the policy of the bucket's key", pasteable(forKey)] : []),
  ].join('\n');
  return [at(['access', 'type'], message)];
}

function pasteable(statements: readonly Statement[]): string {
  return toDocument(statements)
    .Statement.map((statement) => JSON.stringify(statement, undefined, 2))
    .join(',\n');
}

/** What two stacks cannot both make. */
function clashes(one: Destination, other: Destination): Complaint[] {
  return ONLY_ONCE.flatMap(({ path, claimed, reach, message }) => {
    const value = claimed(one);
    return value !== undefined && value === claimed(other) && mayShare(reach, one, other)
      ? [at(path, message(other, value))]
      : [];
  });
}

interface OnlyOnce {
  readonly path: KeyPath;
  readonly claimed: (destination: Destination) => string | undefined;
  /** Within what there can be one of it: a CDK app, a partition of AWS, or an account. */
  readonly reach: 'app' | 'partition' | 'account';
  readonly message: (other: Destination, value: string) => string;
}

const ONLY_ONCE: readonly OnlyOnce[] = [
  {
    path: ['name'],
    claimed: ({ name }) => name,
    reach: 'app',
    message: (other) =>
      `is the name in ${other.file} too, and both would be the stack ${stackNameOf(other)}: write another`,
  },
  {
    path: ['bucket', 'name'],
    claimed: ({ bucket }) => (bucket.existing ? undefined : bucket.name),
    reach: 'partition',
    message: (other) =>
      `would be created by ${other.file} too, and names of buckets are global: write another, or existing instead of name`,
  },
  {
    path: ['access', 'userName'],
    // IAM ignores capitals as it looks for a name that is taken.
    claimed: ({ access }) => (access.type === 'iam-user' ? access.userName?.toLowerCase() : undefined),
    reach: 'account',
    message: (other) => `would be created by ${other.file} too: write another, or leave the key out`,
  },
  {
    path: ['access', 'roleName'],
    claimed: ({ access }) => ('roleName' in access ? access.roleName?.toLowerCase() : undefined),
    reach: 'account',
    message: (other) => `would be created by ${other.file} too: write another, or leave the key out`,
  },
  {
    path: ['access', 'issuer'],
    claimed: createdProvider,
    reach: 'account',
    message: (other, issuer) =>
      `would be created by ${other.file} too, and an account holds one OIDC provider for ${issuer}: create it in one file and write its providerArn into the other`,
  },
  {
    path: ['sink', 'source', 'queueArn'],
    claimed: ({ sink }) => (sink?.source.type === 'sqs' ? sink.source.queueArn : undefined),
    reach: 'app',
    message: (other) =>
      `is read by ${other.file} too, and each message would go to one of them only: let a topic send to a queue for each`,
  },
];

function createdProvider({ access }: Destination): string | undefined {
  return access.type === 'web-identity-role' &&
    access.providerArn === undefined &&
    !hasBuiltInProvider(access.issuer)
    ? access.issuer
    : undefined;
}

/** A place that a file leaves open may be any. */
function mayShare(
  reach: OnlyOnce['reach'],
  { environment: a }: Destination,
  { environment: b }: Destination,
) {
  switch (reach) {
    case 'app':
      return true;
    case 'partition':
      return (
        a.region === undefined || b.region === undefined || partitionOf(a.region) === partitionOf(b.region)
      );
    case 'account':
      return a.account === undefined || b.account === undefined || a.account === b.account;
  }
}
