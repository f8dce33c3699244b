import { randomUUID } from 'node:crypto';
import type { WireResponse } from '../../lib/local/http';
import { document, element, leaf } from '../../lib/local/xml';

/** The Query protocol of IAM, STS and CloudFormation: a form comes in, XML goes out. */
export type Service = 'iam' | 'sts' | 'cloudformation';

export interface Query {
  readonly service: Service;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Who signed. */
  readonly accessKeyId?: string;
}

export class QueryError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Gives the inside of `<XResult>`; undefined where the operation has none, as DeleteAccessKey. */
export type Operation = (query: Query) => string | undefined | Promise<string | undefined>;

const NAMESPACES: Readonly<Record<Service, string>> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
};

/** Each service has an API version of its own, which the SDK sends along. */
export const VERSIONS: Readonly<Record<string, Service>> = {
  '2010-05-08': 'iam',
  '2011-06-15': 'sts',
  '2010-05-15': 'cloudformation',
};

export function queryResult({ service, operation }: Query, inside: string | undefined): WireResponse {
  const metadata = element('ResponseMetadata', leaf('RequestId', randomUUID()));
  const result = inside === undefined ? '' : element(`${operation}Result`, inside);
  return xml(200, document(`${operation}Response`, NAMESPACES[service], result, metadata));
}

export function queryError(service: Service, { status, code, message }: QueryError): WireResponse {
  const error = element(
    'Error',
    leaf('Type', status < 500 ? 'Sender' : 'Receiver'),
    leaf('Code', code),
    leaf('Message', message),
  );
  return xml(status, document('ErrorResponse', NAMESPACES[service], error, leaf('RequestId', randomUUID())));
}

/** `<member>` stands around each entry of a list. */
export const members = (name: string, entries: readonly string[]) =>
  element(name, ...entries.map((entry) => element('member', entry)));

/**
 * One page of a list of IAM, with what leads to the next. It holds one entry unless told, fewer than MaxItems allows,
 * as IAM itself may do: who reads the first page only sees too little.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
 */
export function page(
  name: string,
  entries: readonly string[],
  { parameters: { Marker = '0', MaxItems = '100' } }: Pick<Query, 'parameters'>,
  size = 1,
): string {
  const start = Number(Marker);
  const end = start + Math.min(size, Number(MaxItems));
  const isTruncated = end < entries.length;
  return (
    members(name, entries.slice(start, end)) +
    leaf('IsTruncated', isTruncated) +
    (isTruncated ? leaf('Marker', String(end)) : '')
  );
}

export function xml(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
