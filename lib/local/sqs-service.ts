import type { Accounts } from './accounts';
import type { Principal } from './authorize';
import type { WireRequest, WireResponse } from './http';
import { text } from './json';
import { JsonGate, JsonProtocol, type JsonRequest } from './json-protocol';
import type { Place } from './place';
import type { Queues } from './queues';
import { notImplemented, Refusal } from './refusal';
import type { Stacks } from './stacks';

export const SQS = new JsonProtocol('sqs', 'AmazonSQS.', 'com.amazonaws.sqs');

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

/** SQS over the queues of all stacks: signature, permissions, and only then the message. */
export class SqsService {
  private readonly gate: JsonGate;

  constructor(
    place: Place,
    private readonly stacks: Stacks,
    accounts: Accounts,
    private readonly queues: Queues,
  ) {
    this.gate = new JsonGate(SQS, place, accounts);
  }

  authenticate(wire: WireRequest): Principal {
    return this.gate.authenticate(wire);
  }

  async answer({ operation, input, wire }: JsonRequest, principal: Principal): Promise<WireResponse> {
    const action = ACTIONS[operation];
    if (action === undefined) throw notImplemented(`the SQS action ${operation}`);
    const queue = this.stacks.queue(text(input.QueueUrl) ?? '');
    if (!queue) throw new Refusal(400, 'QueueDoesNotExist', 'The specified queue does not exist.');
    await this.gate.authorize(action, queue, principal, wire, [403, 'AccessDenied']);
    await this.queues.open(queue);
    const { status, body } = await this.queues.call(operation, queue.name, input);
    return SQS.answer(status, body);
  }
}
