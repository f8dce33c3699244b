import { UNKNOWN_KEY } from '../config/structure';

/** What the flags of `init` say; a person is asked for the rest, where there is one. */
export interface InitOptions {
  readonly config: string;
  readonly vendor?: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly bucket?: string;
  readonly existingBucket?: string;
  readonly prefix?: readonly string[];
  readonly pattern?: string;
  readonly testObject?: string;
  readonly access?: string;
  readonly principal?: string;
  readonly externalId?: string;
  readonly roleName?: string;
  readonly issuer?: string;
  readonly subject?: readonly string[];
  readonly audience?: string;
  /** The source of a sink's records. */
  readonly sink?: string;
  /** Of a queue, stream or topic that is there already. */
  readonly sourceArn?: string;
  readonly fifo?: boolean;
  /** As JSON. */
  readonly eventPattern?: string;
  readonly sql?: string;
  readonly format?: string;
  readonly compression?: string;
  /** Documents of the vendor's page. */
  readonly fromPolicy?: string;
  readonly fromTrust?: string;
  readonly fromBucketPolicy?: string;
  readonly json?: boolean;
}

const FLAGS: Readonly<Record<string, string>> = {
  name: '--name',
  'environment.account': '--account',
  'environment.region': '--region',
  'bucket.name': '--bucket',
  'bucket.existing': '--existing-bucket',
  'objects.prefix': '--prefix',
  'objects.prefixes': '--prefix',
  'objects.pattern': '--pattern',
  'objects.testObject': '--test-object',
  access: '--access',
  'access.type': '--access',
  'access.principal': '--principal',
  'access.externalId': '--external-id',
  'access.roleName': '--role-name',
  'access.issuer': '--issuer',
  'access.subjects': '--subject',
  'access.audience': '--audience',
  'sink.source': '--sink',
  'sink.source.type': '--sink',
  'sink.source.queueArn': '--source-arn',
  'sink.source.streamArn': '--source-arn',
  'sink.source.topicArn': '--source-arn',
  'sink.source.fifo': '--fifo',
  'sink.source.pattern': '--event-pattern',
  'sink.source.sql': '--sql',
  'sink.format': '--format',
  'sink.compression': '--compression',
};

/** Nothing was written yet, so that a place in the file says nothing to the user: the flag does. */
export function asFlag({ path, message }: { readonly path: string; readonly message: string }): string {
  const flag = FLAGS[path.replace(/\[\d+\]$/, '')];
  if (path === '') return message;
  if (flag === undefined) return `${path}: ${message}`;
  // A flag is never misspelt here, but it may be one of another kind of access or source.
  const isOther = message.startsWith(UNKNOWN_KEY);
  return `${flag} (${path}): ${isOther ? `is not for this kind of ${path.startsWith('sink.') ? 'source' : 'access'}: take the flag out` : message}`;
}
