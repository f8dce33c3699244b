import { IAMClient } from '@aws-sdk/client-iam';
import { type CallerConfig, type CallerOptions, callerConfig } from '../aws/caller';
import { stackOutputs } from '../aws/stack-outputs';
import { type Destination, type IamUser, stackNameOf } from '../config/destination';
import { RULES, violation } from '../config/rules';
import { AccessKeys } from '../credentials/access-keys';
import type { ManagedKey } from '../credentials/managed-keys';
import { loadDestinations } from '../load';
import { readDestination } from '../load/read';
import { InputError } from '../terminal/input-error';
import { quoted } from '../terminal/quoted';
import type { Terminal } from '../terminal/terminal';
import { DEFAULT_FILE } from './default-file';

/** What all `key` commands share. */
export interface KeyOptions extends CallerOptions {
  readonly config: string;
  /** Instead of the user of the destination's stack. */
  readonly user?: string;
  readonly outputs?: string;
  readonly json: boolean;
}

export interface KeyContext {
  readonly user: string;
  readonly caller: CallerConfig;
  readonly bucket?: { readonly name: string; readonly region?: string };
  readonly region?: string;
  /** Where CloudFormation makes the keys. */
  readonly managed?: ManagedKey;
  /** What to add to a command so that it is about the same user. */
  readonly flags: string;
}

/** Whose keys they are: of `--user`, or of the user that the destination's stack made. */
export async function keyContext(options: KeyOptions, terminal: Terminal): Promise<KeyContext> {
  if (options.user !== undefined) {
    const problem = violation(RULES.identityName, options.user);
    if (problem !== undefined) throw new InputError(`--user ${problem}`);
    const region = options.region ?? regionOfFile(options);
    const caller = callerConfig(options, terminal, region);
    return {
      user: options.user,
      caller: { ...caller, region: await iamRegion(caller) },
      region: caller.region,
      flags: flagsOf(options),
    };
  }
  const [destination] = loadDestinations([options.config]) as [Destination];
  const access = userAccess(destination);
  const caller = callerConfig(options, terminal, destination.environment.region);
  const isKnown =
    access.userName !== undefined && destination.bucket.name !== undefined && !access.keyInSecretsManager;
  const known = isKnown && options.outputs === undefined;
  const outputs = known ? {} : await stackOutputs(destination, options.outputs, caller);
  const user = outputs?.UserName ?? access.userName;
  if (user === undefined)
    throw new InputError(
      `The stack ${stackNameOf(destination)} is not deployed here, so its user is not known: deploy it, look at --profile and --region, or write --user`,
    );
  const region = options.region ?? destination.environment.region ?? outputs?.BucketRegion;
  const name = outputs?.BucketName ?? destination.bucket.name;
  return {
    user,
    caller: { ...caller, region: region ?? caller.region },
    bucket: name === undefined ? undefined : { name, region: outputs?.BucketRegion ?? region },
    region,
    managed: access.keyInSecretsManager
      ? { file: destination.file, access, secretArn: outputs?.SecretArn, region }
      : undefined,
    flags: flagsOf(options),
  };
}

/** A user by name needs no file: one that nobody named may be missing, or wrong. */
function regionOfFile({ config }: KeyOptions): string | undefined {
  const destination =
    config === DEFAULT_FILE ? readDestination(config).destination : loadDestinations([config])[0];
  return destination?.environment.region;
}

/** IAM is one for a whole partition, so that where no region is known the commercial one is asked. */
async function iamRegion(caller: CallerConfig): Promise<string> {
  const client = new IAMClient(caller);
  try {
    return await client.config.region();
  } catch {
    return 'us-east-1';
  } finally {
    client.destroy();
  }
}

function userAccess({ file, access }: Destination): IamUser {
  if (access.type === 'iam-user') return access;
  throw new InputError(
    `${file} gives access by ${access.type}, where there is no access key: --user names a user of another kind`,
  );
}

function flagsOf({ user, config, outputs, profile, region, endpointUrl }: KeyOptions): string {
  const flags: [string, string | undefined][] = [
    ['--user', user],
    ['--config', config === DEFAULT_FILE ? undefined : config],
    ['--outputs', outputs],
    ['--profile', profile],
    ['--region', region],
    ['--endpoint-url', endpointUrl],
  ];
  return flags.map(([name, value]) => (value === undefined ? '' : ` ${name} ${quoted(value)}`)).join('');
}

export async function withKeys<T>(
  { user, caller }: Pick<KeyContext, 'user' | 'caller'>,
  work: (keys: AccessKeys) => Promise<T>,
): Promise<T> {
  const keys = new AccessKeys(user, caller);
  try {
    return await work(keys);
  } finally {
    keys.close();
  }
}
