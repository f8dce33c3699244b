import { Agent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { CrossAccountRole, Destination, WebIdentityRole } from '../../config/destination';
import type { Credentials } from '..';
import { Actor } from './actor';
import type { Deployment } from './deployment';

/** An account of the vendor where its principal names none, and one that has nothing to do with it. */
const VENDOR_ACCOUNT = '999988887777';
export const STRANGER_ACCOUNT = '666655554444';

/** Everything that its own account may allow; whether the bucket's account agrees is another matter. */
export const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
} as const;

interface Claims {
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
}

/** Whether somebody beside the sink can write by now. */
export function hasWriter({ access }: Destination): boolean {
  return access.type !== 'none' && !('pending' in access && access.pending === true);
}

/** Who acts in the local run, with clients that behave as the AWS SDK does. */
export class Cast {
  private readonly clients: { destroy(): void }[] = [];
  /** All share their connections, because a TLS handshake takes longer than a request. */
  private readonly agent: Agent;

  constructor(private readonly deployment: Deployment) {
    this.agent = new Agent({ ca: deployment.engine.certificate, keepAlive: true });
  }

  /** The writer, as the vendor becomes it; sessions are short, so each call makes a new one. See `hasWriter`. */
  async writer(): Promise<Credentials> {
    const { access } = this.deployment.destination;
    const { engine, provisioned } = this.deployment;
    switch (access.type) {
      case 'iam-user':
        return engine.keyFor(provisioned.users[0]?.arn ?? '');
      case 'cross-account-role':
        return this.assumeRole(access, {});
      case 'web-identity-role':
        return this.assumeWithToken(access, {});
      case 'bucket-policy':
        return engine.addPrincipal({ arn: this.vendorArn(access.principal), policies: [EVERYTHING] });
      case 'none':
        throw new Error('Only the sink writes here: ask hasWriter first.');
    }
  }

  /** The vendor assumes the role; `externalId: null` sends none, `account` makes a stranger of the vendor. */
  async assumeRole(
    access: CrossAccountRole,
    { externalId = access.externalId, account }: { externalId?: string | null; account?: string },
  ): Promise<Credentials> {
    const vendor = this.vendor(access, account);
    const { Credentials: session } = await this.sts(vendor).send(
      new AssumeRoleCommand({
        RoleArn: this.deployment.provisioned.outputs.RoleArn,
        RoleSessionName: 'vendor',
        ExternalId: externalId ?? undefined,
      }),
    );
    return fromSts(session);
  }

  /** Who assumes the role, before it does; `account` makes a stranger of the vendor. */
  vendor({ principal }: CrossAccountRole, account?: string): Credentials {
    return this.deployment.engine.addPrincipal({
      arn: account === undefined ? this.vendorArn(principal) : this.roleArn(account, 'anybody'),
      policies: [EVERYTHING],
    });
  }

  /** Of the issuer, with other claims where they are given. */
  token(access: WebIdentityRole, { issuer = access.issuer, subject, audience }: Claims = {}): string {
    const google = access.issuer === 'accounts.google.com';
    return this.deployment.engine.webIdentityToken({
      issuer,
      subject: subject ?? access.subjects[0]?.replaceAll(/[*?]/g, 'x') ?? 'nobody-yet',
      audience:
        audience ?? (google ? access.originalAudience : undefined) ?? access.audience ?? 'sts.amazonaws.com',
      ...(google && access.audience !== undefined ? { authorizedParty: access.audience } : {}),
    });
  }

  async assumeWithToken(access: WebIdentityRole, claims: Claims): Promise<Credentials> {
    const { Credentials: session } = await this.sts().send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: this.deployment.provisioned.outputs.RoleArn,
        RoleSessionName: 'vendor',
        WebIdentityToken: this.token(access, claims),
      }),
    );
    return fromSts(session);
  }

  /** An administrator of the bucket's account, or of the one of its queue. */
  owner(accountId = this.deployment.provisioned.accountId): Credentials {
    return this.deployment.engine.addPrincipal({
      arn: this.userArn('administrator', accountId),
      admin: true,
    });
  }

  /** An identity of the bucket's account without any policy. */
  colleague(): Credentials {
    return this.deployment.engine.addPrincipal({ arn: this.userArn('colleague') });
  }

  /** An administrator of an account that has nothing to do with it. */
  stranger(): Credentials {
    return this.deployment.engine.addPrincipal({
      arn: this.roleArn(STRANGER_ACCOUNT, 'stranger'),
      policies: [EVERYTHING],
    });
  }

  /** `undefined` acts without credentials. */
  s3(credentials: Credentials | undefined, { tls = true }: { tls?: boolean } = {}): S3Client {
    const { engine, provisioned } = this.deployment;
    return this.keep(
      new S3Client({
        region: provisioned.region,
        endpoint: tls ? engine.secureEndpoint : engine.endpoint,
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: credentials ?? { accessKeyId: '-', secretAccessKey: '-' },
        requestHandler: { httpsAgent: this.agent },
        ...(credentials === undefined ? { signer: { sign: async (request) => request } } : {}),
      }),
    );
  }

  actor(credentials: Credentials | undefined, connection?: { tls?: boolean }): Actor {
    return new Actor(this.s3(credentials, connection), this.deployment.bucketName);
  }

  close(): void {
    for (const client of this.clients) client.destroy();
  }

  private sts(credentials?: Credentials): STSClient {
    const { engine, provisioned } = this.deployment;
    return this.keep(
      new STSClient({
        region: provisioned.region,
        endpoint: engine.secureEndpoint,
        maxAttempts: 1,
        credentials: credentials ?? { accessKeyId: '-', secretAccessKey: '-' },
        requestHandler: { httpsAgent: this.agent },
      }),
    );
  }

  private keep<T extends { destroy(): void }>(client: T): T {
    this.clients.push(client);
    return client;
  }

  private vendorArn(principal: string): string {
    if (/:(role|user)\//.test(principal)) return principal;
    const account = /\d{12}/.exec(principal)?.[0] ?? VENDOR_ACCOUNT;
    return this.roleArn(account, 'vendor-service');
  }

  private roleArn(account: string, name: string): string {
    return `arn:${this.deployment.provisioned.partition}:iam::${account}:role/${name}`;
  }

  private userArn(name: string, accountId = this.deployment.provisioned.accountId): string {
    const { partition } = this.deployment.provisioned;
    return `arn:${partition}:iam::${accountId}:user/${name}`;
  }
}

function fromSts(
  session: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string } | undefined,
): Credentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = session ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
