import type { Declaration } from './grants';
import { changesNamed } from './named';
import type { Reading } from './reading';
import { isoTime } from './simulate';

/** Under which circumstances somebody asks. */
export interface Circumstance {
  readonly name: string;
  readonly tls: boolean;
  /** Milliseconds. */
  readonly at: number;
  /** `s3.eu-west-1.amazonaws.com` */
  readonly via?: string;
  /** Of a list request: `s3:prefix`. */
  readonly under?: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly context: Readonly<Record<string, string>>;
}

export const NOW = Date.parse('2026-12-01T12:00:00Z');
export const FAR = Date.parse('2099-01-01T00:00:00Z');

export type Change = Partial<Omit<Circumstance, 'context'>> & { readonly context?: Circumstance['context'] };

export function circumstance(reading: Reading, name: string, change: Change = {}): Circumstance {
  const { region, accountId } = reading;
  const { tls = true, at = NOW, via, under, sourceArn, sourceAccount, context = {} } = change;
  return {
    name,
    tls,
    at,
    via,
    under,
    sourceArn,
    sourceAccount,
    context: {
      'aws:CurrentTime': isoTime(at),
      'aws:EpochTime': String(Math.floor(at / 1000)),
      'aws:SecureTransport': String(tls),
      'aws:SourceIp': '203.0.113.7',
      'aws:RequestedRegion': region,
      'aws:ResourceAccount': accountId,
      's3:ResourceAccount': accountId,
      ...(tls ? { 's3:TlsVersion': '1.3' } : {}),
      ...(via === undefined ? {} : { 'kms:ViaService': via }),
      ...(under === undefined ? {} : { 's3:prefix': under }),
      ...(sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn }),
      ...(sourceAccount === undefined ? {} : { 'aws:SourceAccount': sourceAccount }),
      ...context,
    },
  };
}

/** The circumstances that matter for an action; the first is the ordinary one. */
export function circumstancesOf(
  reading: Reading,
  declaration: Declaration,
  action: string,
  isService: boolean,
): Circumstance[] {
  const known = knownCircumstances(reading, declaration, action, isService);
  const seen = new Set(known.map(({ context }) => JSON.stringify(context)));
  const asked = changesNamed(reading, action).map((change) =>
    circumstance(reading, 'as a policy asks', change),
  );
  return [...known, ...asked.filter(({ context }) => !seen.has(JSON.stringify(context)))];
}

function knownCircumstances(
  reading: Reading,
  { may }: Declaration,
  action: string,
  isService: boolean,
): Circumstance[] {
  const make = (name: string, change?: Change) => circumstance(reading, name, change);
  if (isService) return sources(reading, may).map(([name, change]) => make(name, change));
  const end = reading.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const via = (name: string) => ({ via: name });
  if (action.startsWith('kms:')) {
    const s3 = `s3.${reading.region}.${end}`;
    return [
      make('through S3', via(s3)),
      make('directly'),
      make('through S3 of another region', via(`s3.ap-south-2.${end}`)),
      make('through another service', via(`secretsmanager.${reading.region}.${end}`)),
      make('in 2099', { ...via(s3), at: FAR }),
    ];
  }
  const grants = Object.values(may).flat();
  const ends = [...new Set(grants.flatMap(({ until }) => (until === undefined ? [] : [until])))];
  const listed = [...new Set(grants.flatMap(({ under = [] }) => under))];
  const isListing = /^s3:List(Bucket|BucketVersions|BucketMultipartUploads)$/i.test(action);
  const takesAcl = /^s3:(Put|Replicate)Object/i.test(action);
  return [
    make('over TLS'),
    make('without TLS', { tls: false }),
    make('in 2099', { at: FAR }),
    ...ends.flatMap((at) => [
      make(`at ${isoTime(at - 1000)}`, { at: at - 1000 }),
      make(`at ${isoTime(at)}`, { at }),
    ]),
    ...(takesAcl
      ? ['public-read', 'bucket-owner-full-control'].map((acl) =>
          make(`with ACL ${acl}`, { context: { 's3:x-amz-acl': acl } }),
        )
      : []),
    ...(isListing
      ? ['', ...listed.flatMap(beside)].map((under) =>
          make(`listing ${under || 'the empty prefix'}`, { under }),
        )
      : []),
    make('from elsewhere', {
      context: { 'aws:SourceIp': '198.51.100.9', 'aws:RequestedRegion': 'ap-south-2' },
    }),
  ];
}

/** `events/` → the prefix itself, under it, and what only looks like it. */
function beside(prefix: string): string[] {
  const bare = prefix.replace(/\/$/, '');
  return [prefix, `${prefix}a`, bare, `${bare}-evil/`, `/${prefix}`, `${bare.toUpperCase()}/`];
}

function sources(reading: Reading, may: Declaration['may']): (readonly [string, Change])[] {
  const grants = Object.values(may).flat();
  const [grant] = grants.filter(({ on, account }) => on !== undefined || account !== undefined);
  const right = grant?.on === 'the rule' ? reading.ruleArn : grant?.on;
  const arn = right ?? `arn:${reading.partition}:events:${reading.region}:${reading.accountId}:rule/any`;
  const foreign = arn.replace(reading.accountId, '999988887777');
  const own = reading.accountId;
  return [
    ['for the right source', { sourceArn: arn, sourceAccount: grant?.account ?? own }],
    ['for another source of the account', { sourceArn: `${arn}-evil`, sourceAccount: own }],
    ['for the source of another account', { sourceArn: foreign, sourceAccount: '999988887777' }],
    ['for another account with the right source ARN', { sourceArn: arn, sourceAccount: '999988887777' }],
    ['for nobody', {}],
    ['without TLS', { tls: false, sourceArn: arn, sourceAccount: grant?.account ?? own }],
  ];
}
