import { randomUUID } from 'node:crypto';
import type { SessionCredentials } from './accounts';
import type { WireRequest, WireResponse } from './http';
import { isPolicyDocument, type PolicyDocument } from './policy-document';
import { notImplemented, Refusal } from './refusal';
import { document, element, leaf } from './xml';

/** A form that was posted to STS. */
export interface StsRequest {
  readonly operation: string;
  readonly parameters: URLSearchParams;
  readonly wire: WireRequest;
}

/** What the two ways to assume a role have in common. */
export interface SessionRequest {
  readonly name: string;
  readonly seconds: number;
  readonly policy?: PolicyDocument;
}

export function isStsRequest({ method, target, headers }: WireRequest): boolean {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return method === 'POST' && target.split('?')[0] === '/' && isForm;
}

export function parseStsRequest(wire: WireRequest): StsRequest {
  const parameters = new URLSearchParams(wire.body.toString());
  return { operation: parameters.get('Action') ?? 'unknown', parameters, wire };
}

export function sessionOf(parameters: URLSearchParams): SessionRequest {
  const name = required(parameters, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    const constraint =
      'Member must satisfy regular expression pattern: [\\w+=,.@-]* and have 2 to 64 characters';
    throw validationError(
      `1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: ${constraint}`,
    );
  }
  const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 43_200) {
    const constraint = 'Member must have value between 900 and 43200';
    throw validationError(
      `1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint: ${constraint}`,
    );
  }
  return { name, seconds, policy: sessionPolicy(parameters.get('Policy')) };
}

export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw validationError(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

/** To pass over a parameter that narrows a session would hand out more than was asked for. */
export function refuseParameters(parameters: URLSearchParams, names: readonly string[]): void {
  const found = names.find((name) =>
    [...parameters.keys()].some((key) => key === name || key.startsWith(`${name}.`)),
  );
  if (found) throw notImplemented(`the STS parameter ${found}`);
}

export function validationError(message: string): Refusal {
  return new Refusal(400, 'ValidationError', message);
}

export function sessionXml({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration,
  arn,
}: SessionCredentials): string[] {
  return [
    element(
      'Credentials',
      leaf('AccessKeyId', accessKeyId),
      leaf('SecretAccessKey', secretAccessKey),
      leaf('SessionToken', sessionToken),
      leaf('Expiration', expiration.toISOString()),
    ),
    element('AssumedRoleUser', leaf('Arn', arn), leaf('AssumedRoleId', `AROALOCAL:${arn.split('/').at(-1)}`)),
  ];
}

export function stsResult(operation: string, children: readonly string[]): WireResponse {
  const metadata = element('ResponseMetadata', leaf('RequestId', randomUUID()));
  return answer(
    200,
    document(`${operation}Response`, NAMESPACE, element(`${operation}Result`, ...children), metadata),
  );
}

export function stsError({ status, code, message }: Refusal): WireResponse {
  const error = element('Error', leaf('Type', 'Sender'), leaf('Code', code), leaf('Message', message));
  return answer(status, document('ErrorResponse', NAMESPACE, error, leaf('RequestId', randomUUID())));
}

/** STS has other names than S3 for what is wrong with a signature. */
export function inWordsOfSts<T>(verify: () => T): T {
  try {
    return verify();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    switch (error.code) {
      case 'InvalidAccessKeyId':
      case 'InvalidToken':
        throw new Refusal(
          403,
          'InvalidClientTokenId',
          'The security token included in the request is invalid.',
        );
      case 'ExpiredToken':
        throw new Refusal(403, 'ExpiredToken', 'The security token included in the request is expired');
      case 'RequestTimeTooSkewed':
        throw new Refusal(403, 'SignatureDoesNotMatch', `Signature expired: ${error.message}`);
      case 'AuthorizationHeaderMalformed':
        throw new Refusal(
          403,
          'SignatureDoesNotMatch',
          `Credential should be scoped to a valid region. ${error.message}`,
        );
      case 'AccessDenied':
        throw new Refusal(400, 'IncompleteSignature', error.message);
      default:
        throw error;
    }
  }
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

function answer(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function sessionPolicy(text: string | null): PolicyDocument | undefined {
  if (text === null) return undefined;
  try {
    const policy: unknown = JSON.parse(text);
    if (isPolicyDocument(policy)) return policy;
  } catch {
    // Falls through to the refusal below: the parser's message would say less.
  }
  throw new Refusal(400, 'MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
}
