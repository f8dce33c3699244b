import type { Accounts } from './accounts';
import { decide, notAuthorized, type Principal } from './authorize';
import type { WireRequest, WireResponse } from './http';
import { isObject, type JsonObject } from './json';
import type { Place } from './place';
import type { PolicyDocument } from './policy-document';
import { Refusal } from './refusal';
import { verifySignature } from './sigv4';

/** A call of AWS's JSON protocol. */
export interface JsonRequest {
  readonly operation: string;
  readonly input: JsonObject;
  readonly wire: WireRequest;
}

/** What the services that speak it differ in. */
export class JsonProtocol {
  constructor(
    /** As signatures and actions name it. */
    readonly service: 'sqs' | 'dynamodb',
    /** Of the header X-Amz-Target, with its dot. */
    private readonly target: string,
    /** Of the types of errors. */
    private readonly namespace: string,
  ) {}

  isFor({ headers }: WireRequest): boolean {
    return headers['x-amz-target']?.startsWith(this.target) ?? false;
  }

  parse(wire: WireRequest): JsonRequest {
    const input: unknown = JSON.parse(wire.body.toString());
    return {
      operation: wire.headers['x-amz-target']?.slice(this.target.length) ?? '',
      input: isObject(input) ? input : {},
      wire,
    };
  }

  error({ status, code, message }: Refusal, more: object = {}): WireResponse {
    return this.answer(status, JSON.stringify({ __type: `${this.namespace}#${code}`, message, ...more }));
  }

  answer(status: number, body: string): WireResponse {
    return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
  }
}

interface Guarded {
  readonly arn: string;
  readonly accountId: string;
  readonly policy?: PolicyDocument;
}

/** Signature and permissions, which come before anything is done. */
export class JsonGate {
  constructor(
    private readonly protocol: JsonProtocol,
    private readonly place: Place,
    private readonly accounts: Accounts,
  ) {}

  authenticate(wire: WireRequest): Principal {
    const now = this.place.now();
    const accessKeyId = verifySignature(wire, {
      service: this.protocol.service,
      region: this.place.region,
      // Clients sign by the clock of this machine, also where the engine's has been moved.
      now: Date.now(),
      keyOf: (id) => this.accounts.signingKey(id, now),
    });
    const principal = accessKeyId === undefined ? undefined : this.accounts.principalOf(accessKeyId);
    if (!principal) throw new Refusal(403, 'AccessDenied', 'Access Denied');
    return principal;
  }

  /** @param refused the service's own code */
  async authorize(
    action: string,
    { arn, accountId, policy }: Guarded,
    principal: Principal,
    wire: WireRequest,
    refused: readonly [status: number, code: string],
  ): Promise<void> {
    const { region } = this.place;
    const decision = await decide({
      principal,
      action,
      resource: arn,
      resourceAccountId: accountId,
      resourcePolicy: policy,
      circumstances: { now: this.place.now(), region, secure: wire.tlsVersion !== undefined },
    });
    if (!decision.allowed)
      throw new Refusal(...refused, notAuthorized(principal, action, arn, decision.because));
  }
}
