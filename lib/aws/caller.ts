import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { RULES, violation } from '../config/rules';
import { InputError } from '../terminal/input-error';
import { type Prompter, terminalPrompter } from '../terminal/prompter';
import type { Terminal } from '../terminal/terminal';

/** The options that all commands share which speak to AWS. */
export interface CallerOptions {
  readonly profile?: string;
  readonly region?: string;
  /** Another store than AWS. */
  readonly endpointUrl?: string;
}

type CredentialProvider = ReturnType<typeof fromNodeProviderChain>;

/** For the constructor of every SDK client. */
export interface CallerConfig {
  /** Absent: the client asks the profile. */
  readonly region?: string;
  readonly profile?: string;
  readonly credentials: CredentialProvider;
  readonly endpoint?: string;
  readonly forcePathStyle: boolean;
  /** Stores that know nothing of the newer checksums refuse them. */
  readonly requestChecksumCalculation?: 'WHEN_REQUIRED';
  readonly responseChecksumValidation?: 'WHEN_REQUIRED';
  readonly maxAttempts: number;
  readonly requestHandler: { readonly connectionTimeout: number; readonly socketTimeout: number };
}

/**
 * Who calls, and where: the SDK's own chain of credentials, so that everything works that works with `aws`.
 * `region` is what the destination file says, where no flag does.
 */
export function callerConfig(
  options: CallerOptions,
  terminal: Terminal,
  region: string | undefined = undefined,
  prompter: () => Promise<Prompter> = terminalPrompter,
): CallerConfig {
  const { profile, endpointUrl: endpoint } = options;
  // Which Node is needed says package.json; the SDK would print five lines at each call.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  checkEndpoint(endpoint);
  if (endpoint === undefined) checkRegion(options.region);
  // Stores beside AWS mostly do not care, but a signature needs one.
  const known = options.region ?? region ?? (endpoint === undefined ? regionOfEnvironment() : 'us-east-1');
  return {
    region: known,
    profile,
    credentials: ofProfile(
      profile,
      fromNodeProviderChain({
        profile,
        // It would warn that the keys of the environment are passed over: who names a profile wants that.
        ...(profile === undefined ? {} : { logger: SILENT }),
        clientConfig: { region: known },
        ...(terminal.interactive ? { mfaCodeProvider: (device) => mfaCode(device, prompter) } : {}),
      }),
    ),
    ...(endpoint === undefined
      ? { forcePathStyle: false }
      : {
          endpoint,
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  };
}

/** In the order of the AWS CLI; the SDK for JavaScript reads the first only. */
export function regionOfEnvironment(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.AWS_REGION || environment.AWS_DEFAULT_REGION || undefined;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** The chain does not say which profile it is that has no credentials. */
function ofProfile(profile: string | undefined, chain: CredentialProvider): CredentialProvider {
  if (profile === undefined) return chain;
  return async (properties) => {
    try {
      return await chain(properties);
    } catch (error) {
      if (error instanceof Error && /Could not load credentials from any providers/.test(error.message))
        error.message = `Could not resolve credentials using profile: [${profile}]`;
      throw error;
    }
  };
}

async function mfaCode(device: string, prompter: () => Promise<Prompter>): Promise<string> {
  const { text } = await prompter();
  return text({
    message: `MFA code of ${device}`,
    check: (code) => (/^\d{6}$/.test(code) ? undefined : 'six digits'),
  });
}

function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  const { protocol } = URL.canParse(endpoint) ? new URL(endpoint) : { protocol: '' };
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new InputError('--endpoint-url is no URL: write one such as https://minio.example.com:9000');
  }
}

function checkRegion(region: string | undefined): void {
  const problem = region === undefined ? undefined : violation(RULES.region, region);
  if (problem !== undefined) throw new InputError(`--region ${problem}`);
}
