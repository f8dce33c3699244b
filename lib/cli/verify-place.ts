import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { explain, isAwsError, isLocalMistake } from '../aws/aws-error';
import { type CallerConfig, callerConfig } from '../aws/caller';
import { outputsFromFile, stackOutputs } from '../aws/stack-outputs';
import type { Place, Subject } from '../checks/verify/place';
import { readStack } from '../checks/verify/stack';
import { type Destination, stackNameOf } from '../config/destination';
import { partitionOf } from '../config/partition';
import type { StackOutputs } from '../onboarding/handover';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import type { VerifyOptions } from './verify';

export interface Found {
  readonly place: Place;
  readonly caller: CallerConfig;
  /** What told the names: the destination file, a file with outputs, or CloudFormation. */
  readonly from: 'file' | 'outputs' | 'stack';
}

/**
 * Where the destination is deployed. With names in the file or in `cdk-outputs.json` nothing is asked for
 * `--print-policy`, so that it can be printed before anybody has the rights.
 */
export async function findPlace(
  destination: Destination,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<Found> {
  const own = callerConfig(options, terminal, destination.environment.region);
  let outputs = outputsFromFile(destination, options.outputs) ?? {};
  let names = namesOf(destination, outputs);
  const asked = names.missing.length > 0;
  if (asked) {
    outputs = (await outputsOfStack(destination, own, options, names.missing)) ?? {};
    names = namesOf(destination, outputs);
  }
  if (names.missing.length > 0 || names.bucket === undefined)
    throw new InputError(
      `The stack ${stackNameOf(destination)} is not deployed here: deploy it with npx cdk deploy --outputs-file cdk-outputs.json, or look at --profile and --region`,
    );
  const region = options.region ?? outputs.BucketRegion ?? destination.environment.region ?? own.region;
  if (region === undefined) throw new InputError('The region is not known: write --region');
  const caller = { ...own, region };
  const account = await accountOf(destination, outputs, caller, options);
  const partition = partitionOf(region);
  const place = { destination, bucket: names.bucket, region, partition, account };
  const from = asked ? 'stack' : namesOf(destination, {}).missing.length === 0 ? 'file' : 'outputs';
  return { place: { ...place, writer: writerOf(place, names, outputs) }, caller, from };
}

/** Who prints the policy has no rights yet, maybe not even credentials: the names can come from elsewhere. */
async function outputsOfStack(
  destination: Destination,
  caller: CallerConfig,
  { printPolicy }: VerifyOptions,
  missing: readonly string[],
): Promise<StackOutputs | undefined> {
  try {
    return await stackOutputs(destination, undefined, caller);
  } catch (error) {
    if (!printPolicy || !isAwsError(error)) throw error;
    throw new InputError(
      `${explain(error)}\nThe policy holds the names of the deployed stack, which CloudFormation was asked for. Without credentials, give them with --outputs FILE, which whoever deploys writes with npx cdk deploy --outputs-file, or write ${missing.join(' and ')} into the destination file`,
    );
  }
}

interface Names {
  readonly bucket?: string;
  readonly user?: string;
  readonly role?: string;
  /** Keys of the destination file whose values nothing told. */
  readonly missing: readonly string[];
}

function namesOf({ access, bucket }: Destination, outputs: StackOutputs): Names {
  const names = {
    bucket: outputs.BucketName ?? bucket.name,
    user: outputs.UserName ?? (access.type === 'iam-user' ? access.userName : undefined),
    role: outputs.RoleName ?? ('roleName' in access ? access.roleName : undefined),
  };
  const isRole = access.type === 'cross-account-role' || access.type === 'web-identity-role';
  const missing = [
    ...(names.bucket === undefined ? ['bucket.name'] : []),
    ...(access.type === 'iam-user' && names.user === undefined ? ['access.userName'] : []),
    ...(isRole && names.role === undefined ? ['access.roleName'] : []),
  ];
  return { ...names, missing };
}

function writerOf(
  { destination: { access }, partition, account }: Omit<Place, 'writer'>,
  { user, role }: Names,
  outputs: StackOutputs,
): Subject | undefined {
  const path = ('path' in access ? access.path : undefined) ?? '/';
  const arn = (kind: string, name: string) => `arn:${partition}:iam::${account}:${kind}${path}${name}`;
  if (access.type === 'iam-user' && user !== undefined)
    return { of: 'writer', kind: 'user', name: user, arn: arn('user', user) };
  if (access.type.endsWith('-role') && role !== undefined)
    return { of: 'writer', kind: 'role', name: role, arn: outputs.RoleArn ?? arn('role', role) };
  return undefined;
}

/** Who calls must be of the destination's account, or everything would seem to be gone. STS lets everybody ask. */
async function accountOf(
  { environment }: Destination,
  outputs: StackOutputs,
  caller: CallerConfig,
  { printPolicy, profile }: VerifyOptions,
): Promise<string> {
  const known = outputs.AccountId ?? environment.account;
  if (printPolicy && known !== undefined) return known;
  const client = new STSClient(caller);
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined && known !== undefined && Account !== known)
      throw new InputError(
        `The credentials${profile === undefined ? '' : ` of the profile ${profile}`} are of the account ${Account}, and the destination is in ${known}: name another --profile`,
      );
    const account = known ?? Account;
    if (account !== undefined) return account;
    throw new InputError('The account is not known: write environment.account into the destination file');
  } catch (error) {
    // A store beside AWS may have no STS.
    const isStore = caller.endpoint !== undefined && error instanceof Error && '$metadata' in error;
    if (isStore && known !== undefined && !isLocalMistake(error)) return known;
    throw error;
  } finally {
    client.destroy();
  }
}

/** CloudFormation made up the name; who may not ask it yet gets a pattern that fits. */
export async function sinkRoleArn(
  place: Place,
  caller: CallerConfig,
  terminal: Terminal,
): Promise<string | undefined> {
  if (place.destination.sink === undefined) return undefined;
  const client = new CloudFormationClient(caller);
  try {
    const { sink } = await readStack(place, client);
    if (sink !== undefined) return sink.arn;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  } finally {
    client.destroy();
  }
  terminal.err(
    "The name of the sink's role is not known without CloudFormation: its resource below ends in *; print it again with credentials to have it exact.",
  );
  const { partition, account, destination } = place;
  return `arn:${partition}:iam::${account}:role/${stackNameOf(destination)}-DestinationSinkRol*`;
}
