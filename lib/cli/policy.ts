import { type Destination, namedKeyArn } from '../config/destination';
import { RULES, type Rule, violation } from '../config/rules';
import { loadDestinations } from '../load';
import { type PolicySet, policySet, usesOwnKey } from '../policy/documents';
import { toDocument } from '../policy/statement';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';

export type PolicyKind = keyof PolicySet;

export interface PolicyOptions {
  readonly kind: PolicyKind;
  /** What only a deployment knows; where the file says it too, the flag stands. */
  readonly bucket?: string;
  readonly account?: string;
  readonly region?: string;
  readonly keyArn?: string;
}

/** Prints a plain policy document, for consoles and for S3-compatible stores. */
export function policy(file: string, options: PolicyOptions, terminal: Terminal): ExitCode {
  const now = new Date();
  const [destination] = loadDestinations([file], now) as [Destination];
  const kind = kindOf(destination, options);
  for (const [flag, typed, said] of [
    ['--bucket', options.bucket, destination.bucket.name],
    ['--account', options.account, destination.environment.account],
    ['--region', options.region, destination.environment.region],
  ])
    if (typed !== undefined && said !== undefined && typed !== said)
      terminal.err(`The file says ${said}, and ${flag} ${typed} is used instead.`);
  const statements = policySet(destination, surroundings(destination, options), now)[kind];
  if (statements.length === 0) throw new InputError(noDocument(destination, kind));
  if (kind !== options.kind) terminal.err('Nobody but the sink writes here: this is the policy of its role.');
  terminal.out(JSON.stringify(toDocument(statements), undefined, 2));
  return 0;
}

/** Where only the sink writes, its role is the identity. */
function kindOf({ access }: Destination, { kind }: PolicyOptions): PolicyKind {
  return kind === 'identity' && access.type === 'none' ? 'sink' : kind;
}

function surroundings(destination: Destination, { kind, bucket, account, region, keyArn }: PolicyOptions) {
  const { access, environment } = destination;
  const needsKey = usesOwnKey(destination) && kind !== 'trust' && kind !== 'bucket';
  const named = namedKeyArn(destination);
  const usesKey = needsKey || named !== undefined;
  const needsAccount =
    kind === 'trust' && access.type === 'web-identity-role' && access.providerArn === undefined;
  const missing: string[] = [];
  const need = (
    wanted: boolean,
    flag: string,
    rule: Rule,
    given: string | undefined,
    hint: string,
  ): string => {
    if (given !== undefined) {
      const message = violation(rule, given);
      if (message !== undefined) missing.push(`${flag} ${message}`);
    } else if (wanted) {
      missing.push(`${flag} is missing: ${hint}`);
    }
    return given ?? '';
  };
  const found = {
    bucketName: need(
      kind !== 'trust' && kind !== 'key',
      '--bucket',
      RULES.existingBucketName,
      bucket ?? destination.bucket.name,
      'the file leaves the name of the bucket to CloudFormation, which tells it in the output BucketName',
    ),
    accountId: need(
      needsAccount,
      '--account',
      RULES.accountId,
      account ?? environment.account,
      'the ARN of the OIDC provider holds the account ID',
    ),
    region:
      need(
        usesKey && kind !== 'trust' && kind !== 'bucket',
        '--region',
        RULES.region,
        region ?? environment.region ?? regionOf(keyArn ?? named),
        'the statement about the KMS key names the region of the bucket',
      ) || 'us-east-1',
    keyArn:
      need(
        needsKey,
        '--key-arn',
        RULES.keyArn,
        keyArn,
        "the stack makes the key: take its ARN from the bucket's properties",
      ) || undefined,
  };
  if (missing.length > 0) throw new InputError(missing.join('\n'));
  return found;
}

/** `arn:aws:kms:eu-west-1:…` → `eu-west-1` */
function regionOf(keyArn: string | undefined): string | undefined {
  return keyArn?.split(':')[3];
}

function noDocument({ access }: Destination, kind: PolicyKind): string {
  const why: Record<PolicyKind, string> = {
    identity: `access.type ${access.type} has no identity of its own: try --kind bucket`,
    trust: `access.type ${access.type} has no role: there is nothing to trust`,
    bucket: 'the bucket is left alone: it needs no statement',
    key: 'nobody must be named in the policy of a key',
    sink: 'the file has no sink',
  };
  return `There is no ${kind} policy: ${why[kind]}.`;
}
