import { codeOf, type ErrorLike, isLocalMistake } from '../../aws/aws-error';

/** What is known of a request that did not succeed. No header and no body: those may carry credentials. */
export interface Failure {
  /** Absent: nothing answered. */
  readonly status?: number;
  /** `AccessDenied` of S3, `ENOTFOUND` of a socket. */
  readonly code: string;
  /** The words of AWS; empty where what answered was not AWS, nor a store that speaks its language. */
  readonly message: string;
  /** Whether S3, STS or a store like it answered, and not a proxy or a web server. */
  readonly understood: boolean;
  /** The region to ask instead, where S3 says it. */
  readonly region?: string;
}

export function failureOf(error: unknown): Failure {
  if (!isErrorLike(error)) return { code: 'unknown', message: '', understood: false };
  const { $metadata, $response, Region, message } = error;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return { code: codeOf(error), message, understood: false };
  // The SDK names an answer that it cannot read after the exception of its parser, or `UnknownError`.
  const understood = !/Deserialization error/.test(message) && !UNREADABLE.has(error.name);
  const region = Region ?? $response?.headers?.['x-amz-bucket-region'];
  return {
    status,
    code: understood ? error.name : '',
    message: understood ? message : '',
    understood,
    ...(region === undefined ? {} : { region }),
  };
}

/** @throws what is no answer of anybody: a missing credential, or a mistake of ours */
export function remoteFailure(error: unknown): Failure {
  const isRemote =
    isErrorLike(error) &&
    ('$metadata' in error || 'code' in error || error.name === 'TimeoutError' || isErrorLike(error.cause));
  if (!isRemote || isLocalMistake(error)) throw error;
  return failureOf(error);
}

function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error;
}

const UNREADABLE = new Set(['Error', 'SyntaxError', 'TypeError', 'Unknown', 'UnknownError']);

/** `403 AccessDenied`, `407`, `ENOTFOUND` */
export function inShort({ status, code }: Failure): string {
  return [status, code].filter((part) => part !== undefined && part !== '').join(' ');
}
