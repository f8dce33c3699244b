import { setTimeout as sleep } from 'node:timers/promises';
import { DYNAMODB, type DynamoDbService } from './dynamodb-service';
import type { Fault, Faults, RequestSummary } from './faults';
import type { WireRequest, WireResponse } from './http';
import { type IamService, iamError, isIamRequest, parseIamRequest } from './iam-service';
import type { LogEntry } from './log';
import type { Place } from './place';
import { Refusal } from './refusal';
import { parseS3Request } from './s3-request';
import { type S3Service, s3Error } from './s3-service';
import { SQS, type SqsService } from './sqs-service';
import { isStsRequest, parseStsRequest, stsError } from './sts-protocol';
import type { StsService } from './sts-service';

interface Services {
  readonly s3: S3Service;
  readonly sts: StsService;
  readonly sqs: SqsService;
  readonly iam: IamService;
  readonly dynamodb: DynamoDbService;
}

/** Takes every request to the service that it is for, lets faults strike, and writes the log. */
export class FrontDoor {
  readonly log: LogEntry[] = [];

  constructor(
    private readonly place: Place,
    private readonly services: Services,
    private readonly faults: Faults,
  ) {}

  /** `undefined` where the connection is to be cut. */
  async handle(wire: WireRequest): Promise<WireResponse | undefined> {
    const visit = new Visit();
    let fault: Fault | undefined;
    const respond = async (): Promise<WireResponse> => {
      const serve = this.open(wire, visit);
      fault = this.faults.take(visit.summary);
      if (fault?.delayMilliseconds) await sleep(fault.delayMilliseconds);
      if (!fault?.afterwards) strike(fault);
      const response = await serve();
      strike(fault);
      return response;
    };
    let refusal: Refusal | undefined;
    const response = await respond().catch((error: unknown) => {
      refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError', String(error));
      if (isIamRequest(wire)) return iamError(refusal);
      if (isStsRequest(wire)) return stsError(refusal);
      const json = [SQS, DYNAMODB].find((protocol) => protocol.isFor(wire));
      return json ? json.error(refusal) : s3Error(refusal);
    });
    this.log.push({
      ...visit.summary,
      at: new Date(this.place.now()),
      principal: visit.principal,
      role: visit.role,
      secure: wire.tlsVersion !== undefined,
      status: response.status,
      code: refusal?.code,
      message: refusal?.message,
    });
    return refusal?.code === CONNECTION_RESET ? undefined : response;
  }

  /** Finds out what is asked before anything is done, so that a fault can be confined to it. */
  private open(wire: WireRequest, visit: Visit): () => Promise<WireResponse> {
    const { s3, sts, sqs, iam, dynamodb } = this.services;
    if (isIamRequest(wire)) {
      const request = parseIamRequest(wire);
      visit.summary = { service: 'iam', operation: request.operation };
      return async () => {
        const principal = iam.authenticate(request);
        visit.principal = principal.arn;
        return iam.answer(request, principal);
      };
    }
    if (isStsRequest(wire)) {
      visit.summary = { service: 'sts', operation: 'unknown' };
      const request = parseStsRequest(wire);
      visit.summary = { service: 'sts', operation: request.operation };
      visit.role = request.parameters.get('RoleArn') ?? undefined;
      return async () => {
        const principal = sts.authenticate(request);
        visit.principal = principal?.arn;
        return sts.answer(request, principal);
      };
    }
    for (const [service, protocol, one] of [
      ['sqs', SQS, sqs],
      ['dynamodb', DYNAMODB, dynamodb],
    ] as const) {
      if (!protocol.isFor(wire)) continue;
      visit.summary = { service, operation: 'unknown' };
      const request = protocol.parse(wire);
      visit.summary = { service, operation: request.operation };
      return async () => {
        const principal = one.authenticate(wire);
        visit.principal = principal.arn;
        return one.answer(request, principal);
      };
    }
    const request = parseS3Request(wire);
    const { operation, bucket, key } = request;
    visit.summary = { service: 's3', operation, bucket, key };
    return async () => {
      const caller = s3.authenticate(wire);
      visit.principal = caller.principal.arn;
      return s3.answer(request, caller);
    };
  }
}

/** What becomes known of a request while it is served. */
class Visit {
  summary: RequestSummary = { service: 's3', operation: 'unknown' };
  principal?: string;
  role?: string;
}

const CONNECTION_RESET = 'ConnectionReset';

function strike(fault: Fault | undefined): void {
  if (fault?.reset) throw new Refusal(500, CONNECTION_RESET, 'injected fault');
  if (fault?.status) throw new Refusal(fault.status, fault.code ?? 'InternalError', 'injected fault');
}
