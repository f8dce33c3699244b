import { type PolicyDocument, statementsOf } from '../../../lib/local/policy-document';
import type { Key, Store } from '../store';
import { type Difference, explains } from './differences';
import type { Engine } from './engine';
import type { Probe } from './probes';
import { isAllowedBySimulator, KEPT, OTHER_BUCKETS, type Question, sentenceOf } from './questions';
import { type Asker, BUCKET, type Subject } from './subject';

/** What two engines said of the same questions. */
export class Opinion {
  readonly explained = new Map<Difference, number>();
  readonly unexplained: string[] = [];
  /** Which probes the store has ever allowed, and which denied: one that knows a single answer tests nothing. */
  readonly allowed = new Set<Probe>();
  readonly denied = new Set<Probe>();
  probes = 0;
  agreements = 0;

  private constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly keys: Readonly<Record<Asker, Key | undefined>>,
  ) {}

  /** Buckets that are not empty, and users who may do nothing yet. */
  static async of(store: Store, engine: Engine): Promise<Opinion> {
    for (const bucket of [BUCKET, ...OTHER_BUCKETS]) {
      await store.bucket(bucket);
      await engine.restore({ bucket, name: KEPT });
    }
    const [writer, colleague, stranger] = ['writer', 'colleague', 'stranger'].map((name) =>
      store.userWithoutPolicy(name),
    );
    return new Opinion(store, engine, { writer, colleague, stranger, anonymous: undefined });
  }

  /** The policies as the store takes them. It has no accounts: who is named in a bucket policy is a user of it. */
  async load({ identityPolicy, bucketPolicy }: Subject): Promise<void> {
    await this.store.userPolicy('writer', JSON.stringify(orNothing(identityPolicy)));
    const named = JSON.stringify(orNothing(bucketPolicy, { Principal: '*' }));
    await this.store.bucketPolicy(BUCKET, named.replaceAll(/"arn:aws:iam::\d*:[^"]+"/g, inStore));
  }

  /** Whether the store knows every action and principal of the policies: it refuses a policy as a whole. */
  async isTaken(subject: Subject): Promise<boolean> {
    try {
      await this.load(subject);
      return true;
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 400)
        return false;
      throw error;
    }
  }

  /** Asks both; gives what the store said. */
  async compare(subject: Subject, question: Question): Promise<boolean> {
    const { probe, place, tls, who } = question;
    const [is, should] = await Promise.all([
      this.engine.isAllowed(probe, place, tls, this.keys[who]),
      isAllowedBySimulator(subject, question),
    ]);
    this.probes += 1;
    const answers = is ? this.allowed : this.denied;
    answers.add(probe);
    const sentence = sentenceOf(subject, question);
    const difference = is === should ? undefined : explains(sentence, is);
    if (is === should) this.agreements += 1;
    else if (difference !== undefined)
      this.explained.set(difference, (this.explained.get(difference) ?? 0) + 1);
    else this.unexplained.push(`${sentence}: the store ${is ? 'allows' : 'denies'} it`);
    if (is && /^(PUT|DELETE) \?policy/.test(probe.request)) await this.load(subject);
    return is;
  }
}

/** The store takes no policy without a statement: this one is about nothing. */
function orNothing(policy: PolicyDocument, more: object = {}): PolicyDocument {
  if (statementsOf(policy).length > 0) return policy;
  const Resource = `arn:aws:s3:::${BUCKET}/nothing`;
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:GetObjectTorrent', Resource, ...more }],
  };
}

function inStore(arn: string): string {
  if (arn.includes(':999988887777:')) return '"arn:aws:iam:::user/stranger"';
  if (arn.includes(':user/colleague')) return '"arn:aws:iam:::user/colleague"';
  return '"arn:aws:iam:::user/writer"';
}
