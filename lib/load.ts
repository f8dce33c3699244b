import { hasBuiltInProvider } from './config/consistency';
import type { Destination, WebIdentityRole } from './config/destination';
import { stackNameOf } from './config/destination';
import type { SourceDocument } from './config/document';
import { type Complaint, DestinationFileError, type Problem } from './config/problem';
import { locateProblem, readDestination } from './config/read';
import { policySet } from './policy/documents';
import { sizeComplaints } from './policy/limits';
import { toDocument } from './policy/statement';

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
  for (const [index, read] of reads.entries()) {
    const complaints = [
      ...sizeComplaints(read.destination, now),
      ...bucketPolicyOfExisting(read.destination, now),
      ...clashes(read.destination, reads.slice(0, index)),
    ];
    problems.push(
      ...complaints.map((complaint) => locateProblem(read.destination.file, read.source, complaint)),
    );
  }
  if (problems.length > 0) throw new DestinationFileError(problems);
  return reads.map(({ destination }) => destination);
}

/** A bucket policy resource would replace the policy that the bucket has. */
function bucketPolicyOfExisting(destination: Destination, now: Date): Complaint[] {
  const { access, bucket, environment } = destination;
  if (access.type !== 'bucket-policy' || !bucket.existing) return [];
  const surroundings = {
    accountId: environment.account ?? '',
    region: environment.region ?? '',
    bucketName: bucket.name,
  };
  const statements = toDocument(policySet(destination, surroundings, now).bucket).Statement;
  const paste = statements.map((statement) => JSON.stringify(statement, undefined, 2)).join(',\n');
  const message = `cannot be bucket-policy for an existing bucket, whose policy would be replaced: add to that policy yourself\n${paste}`;
  return [{ path: ['access', 'type'], message }];
}

function clashes(destination: Destination, earlier: readonly Read[]): Complaint[] {
  return earlier.flatMap(({ destination: other }) => {
    const found: Complaint[] = [];
    if (other.name === destination.name) {
      const message = `is the name in ${other.file} too: both would be the stack ${stackNameOf(other)}`;
      found.push({ path: ['name'], message });
    }
    const issuer = createdProvider(destination);
    if (issuer !== undefined && issuer === createdProvider(other) && mayShareAccount(destination, other)) {
      const message = `would be created by ${other.file} too, and an account holds one OIDC provider for ${issuer}: create it in one file and write its providerArn into the other`;
      found.push({ path: ['access', 'issuer'], message });
    }
    return found;
  });
}

function createdProvider({ access }: Destination): string | undefined {
  if (access.type !== 'web-identity-role') return undefined;
  const { issuer, providerArn }: WebIdentityRole = access;
  return providerArn === undefined && !hasBuiltInProvider(issuer) ? issuer : undefined;
}

function mayShareAccount({ environment: a }: Destination, { environment: b }: Destination): boolean {
  return a.account === undefined || b.account === undefined || a.account === b.account;
}
