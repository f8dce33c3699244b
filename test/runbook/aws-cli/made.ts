import type { Call } from './recorder';

/** What the commands made, in the words of CloudFormation. */
export interface Made {
  readonly bucket?: { readonly name: string; readonly settings: unknown };
  readonly bucketPolicy?: unknown;
  readonly identity?: {
    readonly policy: unknown;
    readonly trust?: unknown;
    readonly maxSessionSeconds?: number;
    readonly permissionsBoundary?: string;
    readonly path: string;
  };
  readonly providers: readonly { readonly url: string; readonly clientIds: readonly string[] }[];
}

export function madeBy(calls: readonly Call[]): Made {
  const find = (action: string) => calls.find((call) => call.action === action);
  const create = find('PUT');
  const policy = find('PUT policy');
  return {
    ...(create === undefined
      ? {}
      : { bucket: { name: create.bucket ?? '', settings: settings((what) => find(`PUT ${what}`)?.body) } }),
    ...(policy === undefined ? {} : { bucketPolicy: JSON.parse(policy.body) }),
    ...identity(find),
    providers: calls.filter(({ action }) => action === 'CreateOpenIDConnectProvider').map(provider),
  };
}

function identity(find: (action: string) => Call | undefined): Pick<Made, 'identity'> {
  const create = find('CreateRole') ?? find('CreateUser');
  const put = find('PutRolePolicy') ?? find('PutUserPolicy');
  if (create === undefined || put === undefined) return {};
  const [created, policy] = [create, put].map(({ body }) => new URLSearchParams(body)) as [
    URLSearchParams,
    URLSearchParams,
  ];
  const trust = created.get('AssumeRolePolicyDocument');
  const boundary = created.get('PermissionsBoundary');
  return {
    identity: {
      policy: JSON.parse(policy.get('PolicyDocument') ?? ''),
      ...(trust === null
        ? {}
        : { trust: JSON.parse(trust), maxSessionSeconds: Number(created.get('MaxSessionDuration') ?? 3600) }),
      ...(boundary === null ? {} : { permissionsBoundary: boundary }),
      path: created.get('Path') ?? '/',
    },
  };
}

function provider({ body }: Call) {
  const parameters = new URLSearchParams(body);
  return { url: parameters.get('Url') ?? '', clientIds: [parameters.get('ClientIDList.member.1') ?? ''] };
}

/** S3 speaks XML; a template has the same under other names. */
function settings(bodyOf: (what: string) => string | undefined): unknown {
  const of = (what: string) => elements(bodyOf(what) ?? '');
  const block = of('publicAccessBlock');
  const encryption = of('encryption');
  const algorithm = one(encryption, 'SSEAlgorithm');
  const key = one(encryption, 'KMSMasterKeyID');
  return {
    PublicAccessBlockConfiguration: Object.fromEntries(
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map((name) => [
        name,
        one(block, name) === 'true',
      ]),
    ),
    OwnershipControls: one(of('ownershipControls'), 'ObjectOwnership'),
    BucketEncryption: { SSEAlgorithm: algorithm, ...(key === undefined ? {} : { KMSMasterKeyID: key }) },
    BucketKeyEnabled: one(encryption, 'BucketKeyEnabled') === 'true',
    Versioning: one(of('versioning'), 'Status'),
    Lifecycle: (bodyOf('lifecycle') ?? '').split('</Rule>').slice(0, -1).map(rule),
  };
}

function rule(text: string) {
  const found = elements(text);
  const number = (name: string) => {
    const value = one(found, name);
    return value === undefined ? undefined : Number(value);
  };
  return {
    Id: one(found, 'ID'),
    Status: one(found, 'Status'),
    AbortAfterDays: number('DaysAfterInitiation'),
    ExpireAfterDays: number('Days'),
    NoncurrentAfterDays: number('NoncurrentDays'),
    LoneDeleteMarkers: one(found, 'ExpiredObjectDeleteMarker') === 'true',
  };
}

/** The innermost elements: in these documents their names are enough. */
function elements(xml: string): [name: string, text: string][] {
  return [...xml.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = '', text = '']) => [name, text]);
}

const one = (found: readonly [string, string][], name: string) => found.find(([is]) => is === name)?.[1];
