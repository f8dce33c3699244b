import type { Accounts, SessionCredentials } from './accounts';
import { decide, type Principal } from './authorize';
import type { WireResponse } from './http';
import type { Place } from './place';
import type { ProvisionedRole } from './provisioned';
import { notImplemented, Refusal } from './refusal';
import { verifySignature } from './sigv4';
import { EngineError, type Stacks } from './stacks';
import {
  inWordsOfSts,
  refuseParameters,
  required,
  type SessionRequest,
  type StsRequest,
  sessionOf,
  sessionXml,
  stsResult,
  validationError,
} from './sts-protocol';
import { GOOGLE, type IdentityClaims, trustsWebIdentity } from './web-identity';
import type { TokenIssuer } from './web-identity-token';
import { leaf } from './xml';

/** STS over the roles and identity providers of all stacks. */
export class StsService {
  constructor(
    private readonly place: Place,
    private readonly stacks: Stacks,
    private readonly accounts: Accounts,
    private readonly tokens: TokenIssuer,
  ) {}

  /** Who signed; undefined where the operation takes no signature. */
  authenticate({ operation, wire }: StsRequest): Principal | undefined {
    if (operation === 'AssumeRoleWithWebIdentity') return undefined;
    const now = this.place.now();
    const accessKeyId = inWordsOfSts(() =>
      verifySignature(wire, {
        service: 'sts',
        region: this.place.region,
        // Clients sign by the clock of this machine, also where the engine's has been moved.
        now: Date.now(),
        keyOf: (id) => this.accounts.signingKey(id, now),
      }),
    );
    const principal = accessKeyId === undefined ? undefined : this.accounts.principalOf(accessKeyId);
    if (principal) return principal;
    throw new Refusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }

  async answer(request: StsRequest, principal: Principal | undefined): Promise<WireResponse> {
    if (request.operation === 'AssumeRoleWithWebIdentity') return this.assumeRoleWithWebIdentity(request);
    if (principal && request.operation === 'AssumeRole') return this.assumeRole(request, principal);
    if (principal && request.operation === 'GetCallerIdentity') {
      const { arn, accountId } = principal;
      const userId = `AIDALOCAL${accountId}`;
      return stsResult(request.operation, [
        leaf('Arn', arn),
        leaf('UserId', userId),
        leaf('Account', accountId),
      ]);
    }
    throw notImplemented(`the STS action ${request.operation}`);
  }

  /** As Lambda and other services take up a role; the trust policy has to let the service in. */
  async serviceSession(roleArn: string, service: string): Promise<SessionCredentials> {
    const role = this.stacks.role(roleArn);
    const principal = { arn: service, accountId: '', policies: [], isService: true };
    const session = { name: 'service', seconds: 3600 };
    if (!role || !(await this.isAllowed(principal, role, session, true))) {
      throw new EngineError(`${service} may not assume ${roleArn}.`);
    }
    return this.issue(role, session);
  }

  private async assumeRole(
    { operation, parameters, wire }: StsRequest,
    principal: Principal,
  ): Promise<WireResponse> {
    refuseParameters(parameters, [
      'Tags',
      'TransitiveTagKeys',
      'PolicyArns',
      'SerialNumber',
      'ProvidedContexts',
    ]);
    const roleArn = required(parameters, 'RoleArn');
    const session = sessionOf(parameters);
    const role = this.stacks.role(roleArn);
    const context = {
      ...optional('sts:ExternalId', parameters.get('ExternalId')),
      ...optional('sts:SourceIdentity', parameters.get('SourceIdentity')),
    };
    if (!role || !(await this.isAllowed(principal, role, session, wire.tlsVersion !== undefined, context))) {
      const message = `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new Refusal(403, 'AccessDenied', message);
    }
    if (principal.roleArn && session.seconds > 3600) {
      const limit = 'the 1 hour session limit for roles assumed by role chaining';
      throw validationError(`The requested DurationSeconds exceeds ${limit}.`);
    }
    return stsResult(operation, sessionXml(this.issue(role, session)));
  }

  private assumeRoleWithWebIdentity({ operation, parameters, wire }: StsRequest): WireResponse {
    refuseParameters(parameters, ['PolicyArns', 'ProviderId']);
    const roleArn = required(parameters, 'RoleArn');
    const session = sessionOf(parameters);
    const now = this.place.now();
    const claims = this.tokens.verify(required(parameters, 'WebIdentityToken'), now);
    const provider = this.providerOf(roleArn, claims);
    const role = this.stacks.role(roleArn);
    const secure = wire.tlsVersion !== undefined;
    const isTrusted =
      role && trustsWebIdentity({ role, provider, claims, sessionName: session.name, now, secure });
    if (!isTrusted)
      throw new Refusal(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    return stsResult(operation, [
      ...sessionXml(this.issue(role, session)),
      leaf('SubjectFromWebIdentityToken', claims.subject),
      leaf('Audience', claims.authorizedParty ?? claims.audience),
      leaf('Provider', provider),
    ]);
  }

  private async isAllowed(
    principal: Principal,
    role: ProvisionedRole,
    session: SessionRequest,
    secure: boolean,
    context: Readonly<Record<string, string>> = {},
  ): Promise<boolean> {
    const decision = await decide({
      principal,
      action: 'sts:AssumeRole',
      resource: role.arn,
      resourceAccountId: role.accountId,
      resourcePolicy: role.trust,
      circumstances: { now: this.place.now(), region: this.place.region, secure },
      context: { 'sts:RoleSessionName': session.name, ...context },
    });
    return decision.allowed;
  }

  /** What Principal.Federated has to name. Google is built in; any other issuer needs a provider in the role's account. */
  private providerOf(roleArn: string, claims: IdentityClaims): string {
    if (claims.issuer === GOOGLE) return GOOGLE;
    const provider = this.stacks.identityProvider(roleArn.split(':')[4] ?? '', claims.issuer);
    if (!provider) {
      const message = `No OpenIDConnect provider found in your account for https://${claims.issuer}`;
      throw new Refusal(400, 'InvalidIdentityToken', message);
    }
    if (!provider.clientIds.includes(claims.authorizedParty ?? claims.audience)) {
      throw new Refusal(400, 'InvalidIdentityToken', 'Incorrect token audience');
    }
    return provider.arn;
  }

  private issue(role: ProvisionedRole, { name, seconds, policy }: SessionRequest): SessionCredentials {
    if (seconds > role.maxSessionSeconds) {
      throw validationError(
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    return this.accounts.issueSession(role, { name, expiresAt: this.place.now() + seconds * 1000, policy });
  }
}

function optional(key: string, value: string | null): Record<string, string> {
  return value === null ? {} : { [key]: value };
}
