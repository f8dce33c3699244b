import type { Accounts } from './accounts';
import { decide, notAuthorized, type Principal } from './authorize';
import type { WireRequest, WireResponse } from './http';
import { isObject, type JsonObject, text } from './json';
import type { Place } from './place';
import type { ProvisionedQueue } from './provisioned';
import type { Queues } from './queues';
import { notImplemented, Refusal } from './refusal';
import { verifySignature } from './sigv4';
import type { Stacks } from './stacks';

/** A call of the JSON protocol. */
export interface SqsRequest {
  readonly operation: string;
  readonly input: JsonObject;
  readonly wire: WireRequest;
}

const TARGET = 'AmazonSQS.';

/** The permission that each operation asks for: those over several messages ask for that over one. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
  ReceiveMessage: 'sqs:ReceiveMessage',
  DeleteMessage: 'sqs:DeleteMessage',
  DeleteMessageBatch: 'sqs:DeleteMessage',
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
};

export function isSqsRequest({ headers }: WireRequest): boolean {
  return headers['x-amz-target']?.startsWith(TARGET) ?? false;
}

export function parseSqsRequest(wire: WireRequest): SqsRequest {
  const input: unknown = JSON.parse(wire.body.toString());
  return {
    operation: wire.headers['x-amz-target']?.slice(TARGET.length) ?? '',
    input: isObject(input) ? input : {},
    wire,
  };
}

export function sqsError({ status, code, message }: Refusal): WireResponse {
  return answer(status, JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }));
}

/** SQS over the queues of all stacks: signature, permissions, and only then the message. */
export class SqsService {
  constructor(
    private readonly place: Place,
    private readonly stacks: Stacks,
    private readonly accounts: Accounts,
    private readonly queues: Queues,
  ) {}

  authenticate(wire: WireRequest): Principal {
    const now = this.place.now();
    const accessKeyId = verifySignature(wire, {
      service: 'sqs',
      region: this.place.region,
      // Clients sign by the clock of this machine, also where the engine's has been moved.
      now: Date.now(),
      keyOf: (id) => this.accounts.signingKey(id, now),
    });
    const principal = accessKeyId === undefined ? undefined : this.accounts.principalOf(accessKeyId);
    if (!principal) throw new Refusal(403, 'AccessDenied', 'Access Denied');
    return principal;
  }

  async answer({ operation, input, wire }: SqsRequest, principal: Principal): Promise<WireResponse> {
    const action = ACTIONS[operation];
    if (action === undefined) throw notImplemented(`the SQS action ${operation}`);
    const queue = this.stacks.queue(text(input.QueueUrl) ?? '');
    if (!queue) throw new Refusal(400, 'QueueDoesNotExist', 'The specified queue does not exist.');
    await this.authorize(action, queue, principal, wire);
    await this.queues.open(queue);
    const { status, body } = await this.queues.call(operation, queue.name, input);
    return answer(status, body);
  }

  private async authorize(
    action: string,
    queue: ProvisionedQueue,
    principal: Principal,
    wire: WireRequest,
  ): Promise<void> {
    const { region } = this.place;
    const decision = await decide({
      principal,
      action,
      resource: queue.arn,
      resourceAccountId: queue.accountId,
      resourcePolicy: queue.policy,
      circumstances: { now: this.place.now(), region, secure: wire.tlsVersion !== undefined },
    });
    if (decision.allowed) return;
    throw new Refusal(403, 'AccessDenied', notAuthorized(principal, action, queue.arn, decision.because));
  }
}

function answer(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
}
