import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { canary } from '../aws-fakes/canary';

function setting(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error('npm run test:rgw starts the store that these tests are for');
}

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The object gateway that the script started, as its administrator. */
export class Store {
  readonly endpoint = setting('RGW_ENDPOINT');
  readonly region = 'us-east-1';
  /** Of the administrator, who owns the buckets. */
  readonly key: Key = {
    accessKeyId: setting('RGW_ACCESS_KEY'),
    secretAccessKey: setting('RGW_SECRET_KEY'),
  };
  private readonly connection = {
    endpoint: this.endpoint,
    region: this.region,
    credentials: this.key,
  };
  private readonly s3 = new S3Client({
    ...this.connection,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  private readonly iam = new IAMClient(this.connection);
  private users = 0;

  async bucket(Bucket: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket }));
  }

  async bucketPolicy(Bucket: string, Policy: string): Promise<void> {
    await this.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }

  /** A user with one policy. */
  async user(UserName: string, PolicyDocument: string): Promise<Key> {
    const key = this.userWithoutPolicy(UserName);
    await this.userPolicy(UserName, PolicyDocument);
    return key;
  }

  /** Replaces what the user has. */
  async userPolicy(UserName: string, PolicyDocument: string): Promise<void> {
    await this.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'writer', PolicyDocument }));
  }

  /** Keys are made with the store's own tool: this version knows no CreateAccessKey. */
  userWithoutPolicy(UserName: string): Key {
    this.users += 1;
    const accessKeyId = `KITUSER${randomBytes(6).toString('hex').toUpperCase()}`;
    // Slashes and plus signs are what spoils signatures.
    const secretAccessKey = canary(this.users);
    const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    const of = [`--uid=${UserName}`, `--display-name=${UserName}`];
    execFileSync(
      'radosgw-admin',
      ['-c', setting('RGW_CONF'), '-n', 'client.rgw', 'user', 'create', ...of, ...keys],
      { stdio: ['ignore', 'ignore', 'ignore'] },
    );
    return { accessKeyId, secretAccessKey };
  }

  async keys(Bucket: string): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key = '' }) => Key);
  }

  /** An object is its uploader's here, and the owner of the bucket may not read it. */
  async bytes(credentials: Key, Bucket: string, Key: string): Promise<Buffer> {
    const uploader = new S3Client({ ...this.connection, credentials, forcePathStyle: true });
    try {
      const { Body } = await uploader.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } finally {
      uploader.destroy();
    }
  }

  close(): void {
    this.s3.destroy();
    this.iam.destroy();
  }
}
