import { type CallerConfig, callerConfig, regionOfEnvironment } from '../aws/caller';
import { outputsFromFile, stackOutputs } from '../aws/stack-outputs';
import { failureOf } from '../checks/connection/failure';
import { readTokenFile } from '../checks/connection/token-file';
import type { SignerConfig } from '../checks/connection/writer';
import type { Access, Destination } from '../config/destination';
import { partitionOf } from '../config/partition';
import { isService } from '../config/principal';
import { requireKeyFile } from '../credentials/stored-key';
import type { StackOutputs } from '../onboarding/handover';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import type { TestOptions } from './test';

/** Where the test goes and who begins it. */
export interface TestStart {
  readonly bucket: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly userName?: string;
  readonly token?: string;
  readonly caller: SignerConfig;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws InputError for what nobody can test, before anything is sent */
export async function startOf(
  destination: Destination,
  options: TestOptions,
  terminal: Terminal,
  environment: Environment,
): Promise<TestStart> {
  const { access } = destination;
  refuseUntestable(destination);
  refuseOptions(access, options);
  const { outputs: file, key, asVendorProfile } = options;
  const token = access.type === 'web-identity-role' ? tokenOf(options, environment) : undefined;
  const keyOfFile = key === undefined ? undefined : requireKeyFile(key);
  const own = callerConfig(options, terminal, destination.environment.region);
  const known = placeOf(destination, outputsFromFile(destination, file) ?? {}, options);
  const place = isComplete(known, access, options)
    ? known
    : placeOf(destination, await outputsOr(destination, own, known), options);
  if (place.bucket === undefined) throw new InputError(`the bucket is not known: ${deployFirst('--bucket')}`);
  if (isRole(access) && place.roleArn === undefined)
    throw new InputError(`the role is not known: ${deployFirst('--role-arn')}`);
  const caller = callerConfig(
    { ...options, profile: asVendorProfile ?? options.profile },
    terminal,
    place.region,
  );
  return {
    ...place,
    bucket: place.bucket,
    region: caller.region ?? regionOfEnvironment(environment),
    token,
    caller: keyOfFile === undefined ? caller : { ...caller, credentials: keyOfFile },
  };
}

const deployFirst = (option: string) =>
  `deploy with npx cdk deploy --outputs-file cdk-outputs.json, or name it with ${option}`;

function refuseUntestable({ file, access }: Destination): void {
  const why = untestable(access);
  if (why !== undefined) throw new InputError(`${file}: ${why}`);
}

function untestable(access: Access): string | undefined {
  if (access.type === 'none') return 'access.type is none: only the sink writes, and no vendor connects';
  if (access.type === 'bucket-policy' && isService(access.principal))
    return `access.principal: nobody can act as the service ${access.principal}; let it deliver, and look into the bucket`;
  if (!('pending' in access && access.pending)) return undefined;
  const key = access.type === 'cross-account-role' ? 'externalId' : 'subjects';
  return `access.${key} is pending, so that nobody may assume the role yet: write what the vendor shows, deploy, and test then`;
}

function refuseOptions({ type }: Access, { key, tokenFile, asVendorProfile, profile }: TestOptions): void {
  if (key !== undefined && type !== 'iam-user' && type !== 'bucket-policy')
    throw new InputError(`--key is for the key of a user, and the access of this file is ${type}`);
  if (tokenFile !== undefined && type !== 'web-identity-role')
    throw new InputError(`--token-file is for a web identity, and the access of this file is ${type}`);
  if (asVendorProfile !== undefined && type !== 'cross-account-role' && type !== 'bucket-policy')
    throw new InputError(
      `--as-vendor-profile is for the vendor's own identity, and the access of this file is ${type}`,
    );
  const named = [key && '--key', asVendorProfile && '--as-vendor-profile'].filter(Boolean);
  if (named.length > 1) throw new InputError(`${named.join(' and ')} both say who writes: name one`);
  if (key !== undefined && profile !== undefined && type === 'iam-user')
    throw new InputError('--key and --profile both say who writes: name one');
}

function tokenOf({ tokenFile }: TestOptions, { AWS_WEB_IDENTITY_TOKEN_FILE }: Environment): string {
  const file = tokenFile ?? AWS_WEB_IDENTITY_TOKEN_FILE;
  if (file) return readTokenFile(file);
  throw new InputError(
    "the vendor's token is not known: name a file with one in --token-file (or AWS_WEB_IDENTITY_TOKEN_FILE)",
  );
}

interface Place {
  readonly bucket?: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly userName?: string;
}

function placeOf(destination: Destination, outputs: StackOutputs, options: TestOptions): Place {
  const { access, bucket, environment } = destination;
  return {
    bucket: options.bucket ?? outputs.BucketName ?? bucket.name,
    region: options.region ?? outputs.BucketRegion ?? environment.region,
    roleArn: options.roleArn ?? outputs.RoleArn ?? namedRole(destination),
    userName: outputs.UserName ?? (access.type === 'iam-user' ? access.userName : undefined),
  };
}

function namedRole({ access, environment }: Destination): string | undefined {
  if (!isRole(access) || access.roleName === undefined || environment.account === undefined) return undefined;
  const { region, account } = environment;
  return `arn:${partitionOf(region ?? 'us-east-1')}:iam::${account}:role${access.path ?? '/'}${access.roleName}`;
}

const isRole = (access: Access) =>
  access.type === 'cross-account-role' || access.type === 'web-identity-role';

function isComplete({ bucket, roleArn, userName }: Place, access: Access, { key }: TestOptions): boolean {
  if (bucket === undefined) return false;
  if (isRole(access)) return roleArn !== undefined;
  // Whoever names the file of a key knows whose it is.
  return access.type !== 'iam-user' || userName !== undefined || key !== undefined;
}

/** The writer may not ask CloudFormation, and need not where the file says enough. */
async function outputsOr(
  destination: Destination,
  own: CallerConfig,
  { bucket }: Place,
): Promise<StackOutputs> {
  try {
    return (await stackOutputs(destination, undefined, own)) ?? {};
  } catch (error) {
    const isWriter = destination.access.type === 'iam-user' && bucket !== undefined;
    if (isWriter && failureOf(error).status !== undefined) return {};
    throw error;
  }
}
