import { Accounts, type Credentials, type PrincipalRequest, type SessionCredentials } from './accounts';
import { type Certificate, selfSignedCertificate } from './certificate';
import { DynamoDbService } from './dynamodb-service';
import { type Fault, Faults } from './faults';
import { FrontDoor } from './front-door';
import { listen, type WireRequest } from './http';
import { IamService } from './iam-service';
import type { JsonObject } from './json';
import type { LogEntry } from './log';
import type { PolicyDocument } from './policy-document';
import type { Provisioned } from './provisioned';
import { S3Service } from './s3-service';
import { SqsService } from './sqs-service';
import { EngineError, Stacks } from './stacks';
import { openStorage } from './storage';
import { StsService } from './sts-service';
import { TokenIssuer, type TokenRequest } from './web-identity-token';

export interface EngineOptions {
  /** Owner of the buckets that `addBucket` adds. */
  readonly accountId: string;
  readonly region: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** Of plain HTTP. @default a free one */
  readonly port?: number;
  /** Of HTTPS. @default a free one */
  readonly securePort?: number;
  /** What time it is for policies, sessions and tokens, in milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Texts of managed policies and permissions boundaries that no template makes, by ARN. */
  readonly managedPolicies?: Readonly<Record<string, PolicyDocument>>;
}

export interface BucketRequest {
  readonly name: string;
  /** @default the account of the engine */
  readonly accountId?: string;
  readonly policy?: PolicyDocument;
  /** As CloudFormation writes them. */
  readonly properties?: JsonObject;
}

export interface Engine {
  /** Plain HTTP, path style; S3, STS, SQS, the access keys of IAM, and DynamoDB as far as claims go. */
  readonly endpoint: string;
  readonly secureEndpoint: string;
  /** PEM: what clients of `secureEndpoint` have to trust. */
  readonly certificate: string;
  /** Every request so far, in the order of the answers. */
  readonly log: readonly LogEntry[];
  /** Makes what a template describes. A stack of the same name is replaced; objects in its buckets stay. */
  load(provisioned: Provisioned): void;
  /** A bucket that no template makes, such as one that a destination only grants on. */
  addBucket(bucket: BucketRequest): void;
  /** Somebody whom no template makes: an administrator, a vendor's role in another account, a colleague without rights. */
  addPrincipal(request: PrincipalRequest): Credentials;
  /** The key of a user that a template makes. */
  keyFor(userArn: string): Credentials;
  /** What a token of an identity provider looks like to STS; signed by the engine whatever the issuer. */
  webIdentityToken(request: TokenRequest): string;
  /** A session as a service gets it, such as lambda.amazonaws.com for the role of a function. */
  serviceSession(request: {
    readonly roleArn: string;
    readonly service: string;
  }): Promise<SessionCredentials>;
  /** The next matching requests fail. Gives how to take back what is left of that. */
  fault(fault: Fault): () => void;
  /** Moves the clock of policies, sessions and tokens. Signatures go by the clock of the machine. */
  setNow(now: () => number): void;
  stop(): Promise<void>;
}

/** Starts S3, STS, SQS, the access keys of IAM and a little DynamoDB on 127.0.0.1, which enforce the loaded templates. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { accountId, region, partition = 'aws' } = options;
  let clock = options.now ?? Date.now;
  const place = { region, partition, now: () => clock() };
  const stacks = new Stacks(options.managedPolicies ?? {});
  const accounts = new Accounts(stacks);
  const tokens = new TokenIssuer();
  const faults = new Faults();
  const [storage, tls] = await Promise.all([openStorage(), selfSignedCertificate()]);
  const s3 = new S3Service(place, stacks, accounts, storage);
  const sts = new StsService(place, stacks, accounts, tokens);
  const sqs = new SqsService(place, stacks, accounts, storage.queues);
  const iam = new IamService(place, stacks, accounts);
  const dynamodb = new DynamoDbService(place, stacks, accounts);
  const door = new FrontDoor(place, { s3, sts, sqs, iam, dynamodb }, faults);
  const handler = (request: WireRequest) => door.handle(request);
  const opened: { close(): Promise<void> }[] = [storage];
  const stop = async () => {
    for (const resource of opened.splice(0).reverse()) await resource.close();
  };
  const open = async (port: number | undefined, certificate?: Certificate) => {
    try {
      const listener = await listen(handler, { port, tls: certificate });
      opened.push(listener);
      return listener.port;
    } catch (error) {
      await stop();
      throw error;
    }
  };
  const port = await open(options.port);
  const securePort = await open(options.securePort, tls);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    secureEndpoint: `https://127.0.0.1:${securePort}`,
    certificate: tls.cert,
    log: door.log,
    load: (provisioned) => {
      if (provisioned.region !== region || provisioned.partition !== partition) {
        const where = `${provisioned.partition}/${provisioned.region}`;
        throw new EngineError(
          `${provisioned.stackName} is for ${where}, the engine runs ${partition}/${region}.`,
        );
      }
      stacks.load(provisioned);
    },
    addBucket: ({ name, policy, ...bucket }) => {
      const arn = `arn:${partition}:s3:::${name}`;
      stacks.addBucket({ accountId, properties: {}, ...bucket, name, arn, region }, partition, policy);
    },
    addPrincipal: (request) => accounts.addPrincipal(request),
    keyFor: (userArn) => accounts.keyFor(userArn),
    webIdentityToken: (request) => tokens.issue(request, clock()),
    serviceSession: ({ roleArn, service }) => sts.serviceSession(roleArn, service),
    fault: (fault) => faults.add(fault),
    setNow: (now) => {
      clock = now;
    },
    stop,
  };
}
