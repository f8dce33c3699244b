import { randomUUID } from 'node:crypto';
import type { Accounts, UserKey } from './accounts';
import { decide, notAuthorized, type Principal } from './authorize';
import type { WireRequest, WireResponse } from './http';
import type { Place } from './place';
import { notImplemented, Refusal } from './refusal';
import { verifySignature } from './sigv4';
import type { Stacks } from './stacks';
import { inWordsOfSts, isStsRequest, required } from './sts-protocol';
import { document, element, leaf } from './xml';

/** A form that was posted to IAM. */
export interface IamRequest {
  readonly operation: string;
  readonly parameters: URLSearchParams;
  readonly wire: WireRequest;
}

/** Both speak the same protocol; each names its own version of the API. */
const VERSION = '2010-05-08';
const NAMESPACE = `https://iam.amazonaws.com/doc/${VERSION}/`;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const KEYS_PER_USER = 2;

export function isIamRequest(wire: WireRequest): boolean {
  return isStsRequest(wire) && new URLSearchParams(wire.body.toString()).get('Version') === VERSION;
}

export function parseIamRequest(wire: WireRequest): IamRequest {
  const parameters = new URLSearchParams(wire.body.toString());
  return { operation: parameters.get('Action') ?? 'unknown', parameters, wire };
}

export function iamError({ status, code, message }: Refusal): WireResponse {
  const error = element('Error', leaf('Type', 'Sender'), leaf('Code', code), leaf('Message', message));
  return answer(status, document('ErrorResponse', NAMESPACE, error, leaf('RequestId', randomUUID())));
}

/** The access keys of the users that templates make. Users, roles and policies themselves are CloudFormation's. */
export class IamService {
  constructor(
    private readonly place: Place,
    private readonly stacks: Stacks,
    private readonly accounts: Accounts,
  ) {}

  authenticate({ wire }: IamRequest): Principal {
    const now = this.place.now();
    const accessKeyId = inWordsOfSts(() =>
      verifySignature(wire, {
        service: 'iam',
        // Clients sign by the clock of this machine, also where the engine's has been moved.
        now: Date.now(),
        keyOf: (id) => this.accounts.signingKey(id, now),
      }),
    );
    const principal = accessKeyId === undefined ? undefined : this.accounts.principalOf(accessKeyId);
    if (principal) return principal;
    throw new Refusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }

  async answer(request: IamRequest, principal: Principal): Promise<WireResponse> {
    switch (request.operation) {
      case 'CreateAccessKey':
        return this.create(request, principal);
      case 'ListAccessKeys':
        return this.list(request, principal);
      case 'UpdateAccessKey':
        return this.update(request, principal);
      case 'DeleteAccessKey':
        return this.remove(request, principal);
      case 'GetAccessKeyLastUsed':
        return this.lastUsed(request, principal);
      default:
        throw notImplemented(`the IAM action ${request.operation}`);
    }
  }

  private async create(request: IamRequest, principal: Principal): Promise<WireResponse> {
    const user = await this.authorizedUser(request, principal);
    if (this.accounts.keysOf(user.arn).length >= KEYS_PER_USER) {
      const message = `Cannot exceed quota for AccessKeysPerUser: ${KEYS_PER_USER}`;
      throw new Refusal(409, 'LimitExceeded', message);
    }
    const { credentials, created } = this.accounts.createKey(user.arn, new Date(this.place.now()));
    const made = element(
      'AccessKey',
      leaf('UserName', user.name),
      leaf('AccessKeyId', credentials.accessKeyId),
      leaf('Status', 'Active'),
      leaf('SecretAccessKey', credentials.secretAccessKey),
      leaf('CreateDate', created.toISOString()),
    );
    return result(request, made);
  }

  private async list(request: IamRequest, principal: Principal): Promise<WireResponse> {
    const user = await this.authorizedUser(request, principal);
    const members = this.accounts
      .keysOf(user.arn)
      .map(({ credentials, active, created }) =>
        element(
          'member',
          leaf('UserName', user.name),
          leaf('AccessKeyId', credentials.accessKeyId),
          leaf('Status', active ? 'Active' : 'Inactive'),
          leaf('CreateDate', created.toISOString()),
        ),
      );
    return result(request, element('AccessKeyMetadata', ...members), leaf('IsTruncated', false));
  }

  private async update(request: IamRequest, principal: Principal): Promise<WireResponse> {
    const key = await this.authorizedKey(request, principal);
    key.active = required(request.parameters, 'Status') === 'Active';
    return result(request);
  }

  private async remove(request: IamRequest, principal: Principal): Promise<WireResponse> {
    const { credentials } = await this.authorizedKey(request, principal);
    this.accounts.deleteKey(credentials.accessKeyId);
    return result(request);
  }

  /** Nobody counts here: IAM, too, takes hours to notice. */
  private async lastUsed(request: IamRequest, principal: Principal): Promise<WireResponse> {
    const owner = this.accounts.principalOf(required(request.parameters, 'AccessKeyId'));
    if (!owner?.userName) throw noSuchEntity('The access key cannot be found.');
    await this.authorize(request, principal, owner.arn, owner.accountId);
    const use = element('AccessKeyLastUsed', leaf('ServiceName', 'N/A'), leaf('Region', 'N/A'));
    return result(request, leaf('UserName', owner.userName), use);
  }

  private async authorizedUser(request: IamRequest, principal: Principal) {
    const { accountId } = principal;
    const name = request.parameters.get('UserName') ?? principal.userName ?? '';
    const user = this.stacks.userNamed(accountId, name);
    const arn = user?.arn ?? `arn:${this.place.partition}:iam::${accountId}:user/${name}`;
    await this.authorize(request, principal, arn, accountId);
    if (user) return user;
    throw noSuchEntity(`The user with name ${name} cannot be found.`);
  }

  private async authorizedKey(request: IamRequest, principal: Principal): Promise<UserKey> {
    const user = await this.authorizedUser(request, principal);
    const id = required(request.parameters, 'AccessKeyId');
    const key = this.accounts.keysOf(user.arn).find(({ credentials }) => credentials.accessKeyId === id);
    if (!key) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
    if (key.ofTemplate) throw notImplemented('changes of a key that the template makes');
    return key;
  }

  private async authorize(
    { operation, wire }: IamRequest,
    principal: Principal,
    resource: string,
    resourceAccountId: string,
  ): Promise<void> {
    const action = `iam:${operation}`;
    const { region } = this.place;
    const decision = await decide({
      principal,
      action,
      resource,
      resourceAccountId,
      circumstances: { now: this.place.now(), region, secure: wire.tlsVersion !== undefined },
    });
    if (decision.allowed) return;
    throw new Refusal(403, 'AccessDenied', notAuthorized(principal, action, resource, decision.because));
  }
}

function noSuchEntity(message: string): Refusal {
  return new Refusal(404, 'NoSuchEntity', message);
}

function result({ operation }: IamRequest, ...children: readonly string[]): WireResponse {
  const content = children.length === 0 ? [] : [element(`${operation}Result`, ...children)];
  const metadata = element('ResponseMetadata', leaf('RequestId', randomUUID()));
  return answer(200, document(`${operation}Response`, NAMESPACE, ...content, metadata));
}

function answer(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
