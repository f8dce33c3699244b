import { Agent } from 'node:https';
import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { type Credentials, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import {
  type Engine,
  type EngineOptions,
  readProvisioned,
  resolveTemplate,
  startEngine,
} from '../../lib/local';
import template from './destination.template.json';

export const ACCOUNT = '111122223333';
export const VENDOR = '999988887777';
export const REGION = 'eu-central-1';
export const BUCKET = 'acme-exports';

export function provisioned(source: unknown = template, stackName = 'S3Destination-test') {
  return readProvisioned(resolveTemplate(source, { accountId: ACCOUNT, region: REGION, stackName }));
}

/** An engine with the stack of `destination.template.json`, and clients for it that are closed with it. */
export async function startDestination(options: Partial<EngineOptions> = {}) {
  const engine = await startEngine({ accountId: ACCOUNT, region: REGION, ...options });
  const stack = provisioned();
  engine.load(stack);
  const closing: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(client: T): T => {
    closing.push(client);
    return client;
  };
  const admin = engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:user/admin`, admin: true });
  const [writer] = stack.users.filter(({ logicalId }) => logicalId === 'Writer');
  return {
    engine,
    stack,
    admin,
    writer: engine.keyFor(writer?.arn ?? ''),
    writerArn: writer?.arn ?? '',
    s3: (credentials: S3ClientConfig['credentials'], more: S3ClientConfig = {}) =>
      keep(new S3Client({ ...common(engine), credentials, forcePathStyle: true, ...more })),
    sts: (credentials: STSClientConfig['credentials'], more: STSClientConfig = {}) =>
      keep(new STSClient({ ...common(engine), credentials, ...more })),
    stop: async () => {
      for (const client of closing) client.destroy();
      await engine.stop();
    },
  };
}

export type Destination = Awaited<ReturnType<typeof startDestination>>;

export const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** What STS answers, as clients take it. */
export function fromSts(credentials: Credentials | undefined) {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken,
  };
}

export const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{"a":1}\n', ...more });

export async function storedBytes(client: S3Client, Key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

export interface MetadataBearer {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** What came of a request: its status, and the code of the error if it is one. */
export async function outcome(sent: Promise<MetadataBearer>): Promise<string> {
  try {
    return String((await sent).$metadata.httpStatusCode);
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    const { $metadata } = error;
    const status =
      typeof $metadata === 'object' && $metadata ? Reflect.get($metadata, 'httpStatusCode') : undefined;
    return `${status} ${error.name}`;
  }
}

export async function messageOf(sent: Promise<unknown>): Promise<string> {
  return sent.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

function common(engine: Engine) {
  return {
    region: REGION,
    endpoint: engine.secureEndpoint,
    maxAttempts: 1,
    requestHandler: { httpsAgent: new Agent({ ca: engine.certificate, keepAlive: true }) },
  };
}
