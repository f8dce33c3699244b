import { listen, type WireRequest, type WireResponse } from '../../lib/local/http';
import { element, leaf } from '../../lib/local/xml';
import { CANARY } from './canary';
import { IamState } from './iam-state';
import {
  members,
  type Operation,
  type Query,
  QueryError,
  queryError,
  queryResult,
  VERSIONS,
  xml,
} from './query';
import { verify } from './signature';

export const ACCOUNT = '111122223333';

/** The next requests of an operation that fail. */
export interface Fault {
  readonly operation: string;
  /** Cuts the connection instead of answering. */
  readonly reset?: boolean;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** The operation is carried out first, and only then does it fail. */
  readonly afterwards?: boolean;
  /** @default 1 */
  times?: number;
  /** What else happens at that moment. */
  run?(): void;
}

/** S3's settings of buckets, or a service that speaks JSON. */
export interface RestService {
  /** Undefined: not a request of this service. */
  operationOf(wire: WireRequest): string | undefined;
  /** @throws QueryError */
  answer(wire: WireRequest, operation: string): WireResponse;
  refuse(error: QueryError): WireResponse;
}

export interface FakeAws {
  /** Plain HTTP for all services. */
  readonly endpoint: string;
  /** The administrator who runs the commands: for `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly iam: IamState;
  /** Outputs of stacks by name. */
  readonly stacks: Map<string, Readonly<Record<string, string>>>;
  /** Buckets by name, with the region that GetBucketLocation answers. */
  readonly buckets: Map<string, string>;
  /** Every request so far. */
  readonly log: Query[];
  /** Adds operations, or replaces them: for what one suite needs alone. */
  on(operations: Readonly<Record<string, Operation>>): void;
  /** Adds a service that does not speak the Query protocol. */
  serve(service: RestService): void;
  fault(fault: Fault): void;
  stop(): Promise<void>;
}

/** IAM, STS and CloudFormation on 127.0.0.1, with signatures checked; of S3 only GetBucketLocation. */
export async function startFakeAws(now: () => Date = () => new Date()): Promise<FakeAws> {
  const iam = new IamState(ACCOUNT, now);
  iam.addUser('admin');
  const admin = iam.addKey('admin', { id: 'AKIAFAKEADMIN0000000', secret: CANARY, unknownFor: 0 });
  const stacks = new Map<string, Readonly<Record<string, string>>>();
  const buckets = new Map<string, string>();
  const log: Query[] = [];
  const faults: Fault[] = [];
  const operations: Record<string, Operation> = {
    ...iam.operations,
    GetCallerIdentity: ({ accessKeyId = '' }) => {
      const arn = iam.ownerOf(accessKeyId)?.user.arn;
      return leaf('Arn', arn) + leaf('UserId', 'AIDAFAKE') + leaf('Account', ACCOUNT);
    },
    DescribeStacks: ({ parameters: { StackName = '' } }) => describeStack(StackName, stacks.get(StackName)),
  };

  const rest: RestService[] = [];
  const handle = async (wire: WireRequest): Promise<WireResponse | undefined> => {
    const service = rest.find((one) => one.operationOf(wire) !== undefined);
    const query = service === undefined ? parse(wire) : restQuery(wire, service);
    log.push(query);
    const fault = faults.find(({ operation }) => operation === query.operation);
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times === 0) faults.splice(faults.indexOf(fault), 1);
    }
    try {
      if (!fault?.afterwards) strike(fault);
      verify(wire, iam);
      if (service !== undefined) return service.answer(wire, query.operation);
      const response = query.operation.startsWith('s3:')
        ? location(buckets, query)
        : queryResult(query, await known(operations, query)(query));
      if (fault?.afterwards) strike(fault);
      return response;
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      if (error.code === RESET) return undefined;
      if (service !== undefined) return service.refuse(error);
      return query.operation.startsWith('s3:') ? s3Error(error) : queryError(query.service, error);
    }
  };
  const listener = await listen(handle, {});
  return {
    endpoint: `http://127.0.0.1:${listener.port}`,
    admin: { accessKeyId: admin.id, secretAccessKey: admin.secret },
    iam,
    stacks,
    buckets,
    log,
    on: (more) => void Object.assign(operations, more),
    serve: (service) => void rest.push(service),
    fault: (fault) => void faults.push({ ...fault }),
    stop: () => listener.close(),
  };
}

const RESET = 'ConnectionReset';

function strike(fault: Fault | undefined): void {
  fault?.run?.();
  if (fault?.reset) throw new QueryError(RESET, 'injected fault');
  if (fault?.status !== undefined) {
    const { code = 'ServiceFailure', message = 'injected fault', status } = fault;
    throw new QueryError(code, message, status);
  }
}

function restQuery(wire: WireRequest, service: RestService): Query {
  const accessKeyId = /Credential=([^/]+)\//.exec(wire.headers.authorization ?? '')?.[1];
  const operation = service.operationOf(wire) ?? '';
  return { service: 'iam', operation, parameters: { target: wire.target }, accessKeyId };
}

function parse({ method, target, headers, body }: WireRequest): Query {
  const accessKeyId = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  if (method === 'GET') {
    const [path = '', query = ''] = target.split('?');
    const name = /(^|&)location/.test(query) ? 's3:GetBucketLocation' : `s3:${target}`;
    return { service: 'iam', operation: name, parameters: { Bucket: path.split('/')[1] ?? '' }, accessKeyId };
  }
  const parameters = Object.fromEntries(new URLSearchParams(body.toString()));
  const service = VERSIONS[parameters.Version ?? ''];
  if (service === undefined) throw new Error(`no service has the API version ${parameters.Version}`);
  return { service, operation: parameters.Action ?? 'unknown', parameters, accessKeyId };
}

function known(operations: Readonly<Record<string, Operation>>, { operation }: Query): Operation {
  const found = operations[operation];
  if (found) return found;
  throw new QueryError('InvalidAction', `Could not find operation ${operation}`, 400);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
function describeStack(name: string, outputs: Readonly<Record<string, string>> | undefined): string {
  if (outputs === undefined)
    throw new QueryError('ValidationError', `Stack with id ${name} does not exist`, 400);
  const entries = Object.entries(outputs).map(
    ([key, value]) => leaf('OutputKey', key) + leaf('OutputValue', value),
  );
  const stack =
    leaf('StackName', name) +
    leaf('CreationTime', '2026-01-01T00:00:00.000Z') +
    leaf('StackStatus', 'CREATE_COMPLETE') +
    members('Outputs', entries);
  return members('Stacks', [stack]);
}

function location(
  buckets: ReadonlyMap<string, string>,
  { parameters: { Bucket = '' } }: Query,
): WireResponse {
  const region = buckets.get(Bucket);
  if (region === undefined) throw new QueryError('AccessDenied', 'Access Denied', 403);
  const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
  return xml(
    200,
    `<LocationConstraint xmlns="${namespace}">${region === 'us-east-1' ? '' : region}</LocationConstraint>`,
  );
}

export function s3Error({ status, code, message }: QueryError): WireResponse {
  return xml(
    status,
    `<?xml version="1.0"?>${element('Error', leaf('Code', code), leaf('Message', message))}`,
  );
}
