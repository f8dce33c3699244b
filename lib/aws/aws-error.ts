/** What the SDK's errors, and those of Node's sockets, have in common. Nothing here loads the SDK. */
export interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  /** Of S3: the region to ask instead. */
  readonly Region?: string;
}

/** How services say that a policy does not let the caller. */
export const DENIED_CODES: readonly string[] = [
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AllAccessDisabled',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** An answer without what the service always tells: a login page with HTTP 200, which the SDK reads as nothing. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer';
}

/** Whether a call to AWS failed, or could not be made: told in a sentence, where any other error is a bug with a stack. */
export function isAwsError(error: unknown): boolean {
  return error instanceof Error && (sentence(error, {}) !== undefined || '$metadata' in error);
}

/** Whether nothing was sent: credentials or region are missing. Then nothing was done, either. */
export function isLocalMistake(error: unknown): boolean {
  return error instanceof Error && (LOCAL.has(error.name) || /^Region is missing/.test(error.message));
}

/** Whether who asked may not do that. */
export function isDenied(error: unknown): boolean {
  return DENIED_CODES.includes(codeOf(error));
}

/** The code of AWS, such as `AccessDenied`; of a socket, such as `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { name, code, cause }: ErrorLike = error;
  // The SDK calls a connection that was cut a TimeoutError.
  if (code !== undefined && NETWORK[code] !== undefined) return code;
  const told = SOCKET.exec(error.message)?.[0];
  if (told !== undefined) return told === 'socket hang up' ? 'ECONNRESET' : told;
  if (name !== 'Error' && name !== 'AggregateError' && name !== 'TypeError') return name;
  return code ?? (cause instanceof Error ? codeOf(cause) : name);
}

/** What failed and what to do about it, in one line. Never more of a request than AWS says itself. */
export function explain(error: unknown, environment: Environment = process.env): string {
  if (!(error instanceof Error)) return String(error);
  return sentence(error, environment) ?? plain(error);
}

/** One line: the SDK breaks some of its messages, and adds how to debug itself. */
function plain(error: Error): string {
  const message = error.message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Deserialization error'))
    .join(' ');
  const code = codeOf(error);
  return code === 'Error' || message.includes(code) ? message || code : `${message || 'failed'} (${code})`;
}

function sentence(error: ErrorLike & Error, environment: Environment): string | undefined {
  if (LOCAL.has(error.name)) return credentials(error);
  if (/^Region is missing/.test(error.message))
    return 'The region is not known: write --region, or environment.region into the destination file, or set AWS_REGION';
  const code = codeOf(error);
  if (NETWORK[code] !== undefined) return `${NETWORK[code]}${host(error)}${proxy(environment)}`;
  if (error instanceof ForeignAnswer || /Deserialization error/.test(error.message))
    return 'What answered is not this service of AWS: check --endpoint-url, and whether a proxy or a login page stands in between';
  if (TIME.test(code) || (SIGNATURE.has(code) && /expired|not yet current/i.test(error.message)))
    return `The clock of this machine differs from that of AWS: set it, and try again (it is ${new Date().toISOString()} here)`;
  const scope = SCOPE.exec(error.message)?.[0];
  if (scope !== undefined && SIGNATURE.has(code))
    return `The endpoint is one of another service or region (${scope}): check --endpoint-url and --region`;
  const said = SAID[code];
  if (said !== undefined) return said;
  if (REDIRECT.has(code)) return redirect(error);
  if (isDenied(error)) return `AWS denies it: ${plain(error)}`;
  if (THROTTLED.test(code)) return `AWS wants fewer requests (${code}): try again in a minute`;
  const status = error.$metadata?.httpStatusCode ?? 0;
  if (UNOFFERED.has(code) || status === 501)
    return `What answered does not offer the operation (${code}, HTTP ${status}): check --endpoint-url`;
  return status >= 500 ? `AWS has a fault of its own (${code}, HTTP ${status}): try again` : undefined;
}

/** The SDK wraps errors that it does not take for such, and leaves their text only. */
const SOCKET =
  /socket hang up|\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO)\b/;

const LOCAL = new Set(['CredentialsProviderError', 'TokenProviderError']);
const TIME = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
const SIGNATURE = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException']);
/** Signature Version 4 names service and region in the scope of the credential, and the server its own. */
const SCOPE = /(?:correct|incorrect|expected|wrong|invalid) (?:service|region)[^.]*/i;
const UNOFFERED: ReadonlySet<string> = new Set(['NotImplemented', 'UnknownOperationException']);
const REDIRECT = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed']);
const THROTTLED = /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|SlowDown)$/;

const EXPIRED =
  'The credentials have expired: sign in again (with SSO: aws sso login), then repeat the command';
const UNKNOWN_KEY =
  'AWS does not know the access key: it was deleted or deactivated, belongs to another partition, or its session token is missing';

const SAID: Readonly<Record<string, string>> = {
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  RequestExpired: EXPIRED,
  InvalidClientTokenId: UNKNOWN_KEY,
  UnrecognizedClientException: UNKNOWN_KEY,
  InvalidAccessKeyId: UNKNOWN_KEY,
  InvalidToken: UNKNOWN_KEY,
  SignatureDoesNotMatch:
    'The secret access key does not belong to the access key ID: look for a copy that is cut short',
  InvalidSignatureException:
    'The secret access key does not belong to the access key ID: look for a copy that is cut short',
  OptInRequired:
    'This account may not use the service in this region: enable the region, or write another --region',
};

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The name of the endpoint cannot be resolved (DNS): check --region and --endpoint-url',
  EAI_AGAIN: 'The name of the endpoint cannot be resolved now (DNS): check the network',
  ECONNREFUSED: 'Nothing listens at the endpoint: check --endpoint-url',
  ECONNRESET: 'The connection was cut: try again, and check --endpoint-url',
  EPIPE: 'The connection was cut: try again, and check --endpoint-url',
  EHOSTUNREACH: 'The endpoint cannot be reached: check the network',
  ENETUNREACH: 'The endpoint cannot be reached: check the network',
  ETIMEDOUT: 'The endpoint does not answer: check the network and --endpoint-url',
  TimeoutError: 'The endpoint does not answer in time: check the network and --endpoint-url',
  EPROTO: 'The endpoint does not speak TLS: write http:// in --endpoint-url where that is meant',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'The endpoint does not speak TLS: write http:// in --endpoint-url where that is meant',
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    'The endpoint does not speak TLS: write http:// in --endpoint-url where that is meant',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The endpoint has a certificate of its own making: NODE_EXTRA_CA_CERTS names a file with it',
  SELF_SIGNED_CERT_IN_CHAIN:
    'The endpoint, or a proxy in between, has a certificate that Node does not know: NODE_EXTRA_CA_CERTS names a file with it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The endpoint, or a proxy in between, has a certificate that Node does not know: NODE_EXTRA_CA_CERTS names a file with it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'The endpoint, or a proxy in between, has a certificate that Node does not know: NODE_EXTRA_CA_CERTS names a file with it',
  CERT_HAS_EXPIRED: 'The certificate of the endpoint has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the endpoint is for another name: check --endpoint-url',
};

function credentials({ message }: ErrorLike): string {
  if (/SSO session|sso login|Token is expired/i.test(message))
    return 'The SSO session has expired: aws sso login, with the same --profile, then repeat the command';
  if (/multi-factor|MFA/i.test(message))
    return 'The profile asks for an MFA code: run the command on a terminal, or set the credentials of a session';
  const profile = /profile:? \[?([^\]\s]+)\]?/i.exec(message)?.[1];
  if (/Could not resolve credentials using profile/i.test(message))
    return `The profile ${profile} has no credentials, or is not there: aws configure list-profiles shows which are`;
  if (/Could not load credentials from any providers/i.test(message))
    return 'There are no AWS credentials here: aws configure, aws sso login, AWS_PROFILE, or --profile';
  return `The AWS credentials cannot be read: ${message.split('\n')[0]}`;
}

function redirect({ Region: region }: ErrorLike): string {
  return `The bucket is in another region${region === undefined ? '' : `, ${region}`}: write --region`;
}

function host(error: ErrorLike): string {
  const { hostname, address, port, cause } = error as {
    hostname?: string;
    address?: string;
    port?: number;
  } & ErrorLike;
  const name = hostname ?? (address === undefined ? undefined : `${address}:${port}`);
  if (name !== undefined) return ` (${name})`;
  return cause instanceof Error ? host(cause) : '';
}

/** https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html */
function proxy(environment: Environment): string {
  const name = ['HTTPS_PROXY', 'https_proxy'].find((variable) => environment[variable]);
  return name === undefined ? '' : `; ${name} is set, and the AWS SDK for JavaScript does not use it`;
}
