import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { CallerConfig } from '../../aws/caller';
import { namedKeyArn } from '../../config/destination';
import { type PolicySet, policySet, usesOwnKey } from '../../policy/documents';
import { toDocument } from '../../policy/statement';
import { type BucketState, readBucket } from './bucket';
import { bucketRows } from './bucket-rows';
import { type Granted, whatConcerns } from './foreign-policy';
import { type Grant, grantsOf } from './grant';
import { type Identity, readIdentity } from './identity';
import { type DeclaredIdentity, declaredAccess, identityRows } from './identity-rows';
import { bucketArnOf, type Place, type Subject } from './place';
import { providerArn, providerRows } from './provider-rows';
import { questionsFor } from './questions';
import type { Report, Row } from './row';
import { simulate } from './simulate';
import { readStack } from './stack';
import { userRows } from './user-rows';
import { type Document, validate } from './validate';
import { linesOf } from './wording';

export interface Verification extends Place {
  readonly caller: CallerConfig;
  readonly now: Date;
  readonly progress: (what: string) => void;
}

/** What is deployed, and what IAM says to it, against what the destination file declares. Nothing is changed. */
export async function verify(verification: Verification): Promise<Report> {
  const { caller } = verification;
  const clients = {
    iam: new IAMClient(caller),
    s3: new S3Client(caller),
    stacks: new CloudFormationClient(caller),
    analyzer: new AccessAnalyzerClient(caller),
  };
  try {
    return await new Verifier(verification, clients).report();
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

interface Clients {
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly stacks: CloudFormationClient;
  readonly analyzer: AccessAnalyzerClient;
}

class Verifier {
  private readonly rows: Row[] = [];
  private readonly simulation: Row[] = [];
  private readonly notes: string[] = [];
  private readonly documents: Document[] = [];

  constructor(
    private readonly place: Verification,
    private readonly clients: Clients,
  ) {}

  async report(): Promise<Report> {
    const { place, clients } = this;
    const { destination, now, writer, progress } = place;
    progress('the stack');
    const { keyArn: ownKey, sink, sinkNeeds, rows } = await readStack(place, clients.stacks);
    this.rows.push(...rows);
    const keyArn = namedKeyArn(destination) ?? ownKey;
    const declared = policySet(
      destination,
      { accountId: place.account, region: place.region, bucketName: place.bucket, keyArn },
      now,
    );
    progress('the bucket');
    const bucket = await readBucket(place, clients.s3);
    const granted: Granted[] = [];
    if (writer !== undefined) {
      progress('the writer');
      const grants = grantsOf(toDocument(declared.identity));
      granted.push({ subject: writer, grants });
      await this.identity(writer, keyArn, policyIn(bucket), {
        ...declaredAccess(destination),
        grants,
        ...(writer.kind === 'role' ? { trust: grantsOf(toDocument(declared.trust)) } : {}),
        concerns: (grant) => !(this.keyIsUnknown(keyArn) && isOfKey(grant)),
      });
      this.rows.push(...(await providerRows(place, clients.iam)));
    }
    if (sink !== undefined) {
      progress('the sink');
      const grants = [...grantsOf(toDocument(declared.sink)), ...sinkNeeds];
      granted.push({ subject: sink, grants });
      await this.identity(sink, keyArn, undefined, {
        grants,
        trust: LAMBDA,
        concerns: (grant) => !(this.keyIsUnknown(keyArn) && isOfKey(grant)),
      });
    }
    this.rows.push(...bucketRows(place, bucket, grantsOf(toDocument(declared.bucket)), granted, keyArn, now));
    const policy = policyIn(bucket);
    if (policy !== undefined)
      this.documents.push({ of: 'bucket', what: 'bucket policy', kind: 'bucket', document: policy });
    this.noteWhatIsNotSeen(declared);
    if (destination.bucket.existing) this.noteDoubts(grantsOf(policy), granted);
    progress('Access Analyzer');
    const validated = await validate(this.documents, clients.analyzer);
    return {
      rows: [...this.rows, ...validated.rows],
      simulation: this.simulation,
      notes: [...this.notes, ...validated.notes],
    };
  }

  private async identity(
    subject: Subject,
    keyArn: string | undefined,
    bucketPolicy: unknown,
    declared: DeclaredIdentity,
  ): Promise<void> {
    const { place, clients } = this;
    const identity = await readIdentity(subject, clients.iam);
    this.rows.push(...identityRows(subject, identity, declared, place.now));
    if (identity === undefined) return;
    this.keep(subject, identity);
    const isUser = subject.kind === 'user';
    if (isUser) this.rows.push(...(await userRows(subject, place.destination.access, clients.iam)));
    const told =
      isUser && bucketPolicy !== undefined
        ? { bucketArn: bucketArnOf(place), document: bucketPolicy }
        : undefined;
    const { rows, untold } = await simulate(
      subject,
      questionsFor(subject, place, keyArn, place.now, told !== undefined),
      told,
      clients.iam,
      (done, of) => place.progress(`IAM's simulation of the ${subject.of}, ${done} of ${of}`),
    );
    this.simulation.push(...rows);
    if (untold.length > 0)
      this.notes.push(
        `Policies that bear on the ${subject.of} ask for ${untold.join(', ')}, which the simulation was not told.`,
      );
  }

  private keep({ of }: Subject, { policies, trust }: Identity): void {
    for (const { name, document } of policies) {
      // Those of AWS and of others are not ours to mend.
      if (!name.startsWith('arn:'))
        this.documents.push({ of, what: `policy ${name}`, kind: 'identity', document });
    }
    if (trust !== undefined)
      this.documents.push({ of, what: 'trust policy', kind: 'trust', document: trust });
  }

  /** A key that the stack made, and nobody told which: then grants on keys cannot be compared. */
  private keyIsUnknown(keyArn: string | undefined): boolean {
    return keyArn === undefined && usesOwnKey(this.place.destination);
  }

  private noteWhatIsNotSeen(declared: PolicySet): void {
    const { access, bucket, sink } = this.place.destination;
    if (access.type === 'bucket-policy')
      this.notes.push(
        `IAM does not simulate ${access.principal}, which is not of this stack: what its own policies allow was not asked.`,
      );
    if (declared.key.length > 0 && (bucket.existing || typeof bucket.encryption === 'object'))
      this.notes.push(
        'The policy of the KMS key was not read: `s3-destination policy --kind key` says what it needs.',
      );
    if (usesOwnKey(this.place.destination))
      this.notes.push(
        "The policy and the state of the stack's KMS key were not read: who else may use it, and whether it is disabled or about to be deleted, is not known.",
      );
    if (access.type === 'iam-user' && access.keyInSecretsManager)
      this.notes.push(
        "The resource policy of the access key's secret was not read: who else may read it is not known.",
      );
    if (access.type === 'web-identity-role' && providerArn(this.place) !== undefined)
      this.notes.push(
        "Thumbprints of the OIDC provider were not compared with the issuer's certificate: IAM asks for them only where no authority that it trusts signed that.",
      );
    if (bucket.existing)
      this.notes.push(
        'The bucket is left alone: of its policy, only what opens it to the writer, to the vendor or to everybody counts, and what keeps the writer out.',
      );
    if (sink !== undefined)
      this.notes.push(
        "The policies of the sink's own resources (queue, topic, function and its URL, dead letters) were not read: who else may send to it is not known.",
      );
  }

  private noteDoubts(policy: readonly Grant[], granted: readonly Granted[]): void {
    for (const line of linesOf(whatConcerns(policy, this.place, granted).doubtful))
      this.notes.push(
        `The bucket policy has "${line}": whether that keeps the writer out depends on its requests; \`s3-destination test\` shows it.`,
      );
  }
}

const isOfKey = ({ action }: Grant) => action.toLowerCase().startsWith('kms:');

const LAMBDA = grantsOf({
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

const policyIn = (bucket: Partial<BucketState> | undefined): unknown =>
  bucket?.policy?.kind === 'told' ? bucket.policy.value : undefined;
