import { Annotations, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Destination, ExistingBucket, NewBucket } from '../config/destination';
import { findings } from '../policy/findings';
import { templateFindings } from '../policy/template-findings';
import { readPreset } from '../vendors/preset';
import { DestinationEncryption } from './destination-bucket';
import type { DestinationFile } from './destination-file';
import { ObjectScope } from './object-scope';
import { required } from './props-error';
import { S3Destination, type S3DestinationProps } from './s3-destination';
import { sinkOfFile } from './sink-code';
import { WriterAccess } from './writer-access';
import { fromSettings } from './writer-permissions';

export interface S3DestinationStackProps extends StackProps {
  /** The destination; `DestinationFile.load` reads it. */
  readonly destination: DestinationFile;
}

/** The writer says these itself, because it is used without a stack of ours too. */
const SAID_BY_THE_WRITER = ['delete-expired', 'foreign-key-policy'];

/** The stack of one destination file, with the outputs that the vendor and the other commands need. */
export class S3DestinationStack extends Stack {
  readonly destination: S3Destination;

  constructor(scope: Construct, id: string, props: S3DestinationStackProps) {
    const { destination: file, ...stackProps } = required('S3DestinationStack', props, {
      destination: "a destination file, DestinationFile.load('destination.yaml')",
    });
    const settings = file._destination;
    super(scope, id, {
      ...stackProps,
      description:
        stackProps.description ?? `S3 destination ${settings.name}: a bucket, and who may write to it`,
      env: stackProps.env ?? {
        account: settings.environment.account ?? process.env.CDK_DEFAULT_ACCOUNT,
        region: settings.environment.region ?? process.env.CDK_DEFAULT_REGION,
      },
    });
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
    this.warn(settings);
    this.destination = new S3Destination(this, 'Destination', this.propsOf(settings));
    this.addOutputs(this.destination);
  }

  private warn(settings: Destination): void {
    for (const { code, path, message } of [
      ...findings(settings, new Date()),
      ...templateFindings(settings),
    ]) {
      if (SAID_BY_THE_WRITER.includes(code)) continue;
      Annotations.of(this).addWarningV2(`s3-destination-kit:${code}`, `${path}: ${message}`);
    }
  }

  private propsOf(settings: Destination): S3DestinationProps {
    const { bucket, objects, access, permissions, sink, name, vendor } = settings;
    return {
      ...(bucket.existing ? { existingBucket: this.existingBucket(bucket) } : this.bucketProps(bucket)),
      objects: ObjectScope._of(objects),
      access: WriterAccess._of(access, vendor === undefined ? undefined : readPreset(vendor)),
      permissions: fromSettings(permissions),
      sink: sink && { ...sinkOfFile().sinkPropsOf(this, sink), name },
    };
  }

  private existingBucket({ name, keyArn }: ExistingBucket): IBucket {
    const encryptionKey = keyArn === undefined ? undefined : Key.fromKeyArn(this, 'ExistingKey', keyArn);
    return Bucket.fromBucketAttributes(this, 'ExistingBucket', { bucketName: name, encryptionKey });
  }

  private bucketProps({ name, versioned, encryption, expireObjectsAfterDays, retain }: NewBucket) {
    return {
      bucketName: name,
      versioned,
      encryption: this.encryption(encryption),
      expireObjectsAfter:
        expireObjectsAfterDays === undefined ? undefined : Duration.days(expireObjectsAfterDays),
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
  }

  private encryption(encryption: NewBucket['encryption']): DestinationEncryption {
    if (encryption === 's3-managed') return DestinationEncryption.s3Managed();
    if (encryption === 'kms') return DestinationEncryption.kms();
    return DestinationEncryption.kmsKey(Key.fromKeyArn(this, 'ExistingKey', encryption.keyArn));
  }

  /** The names are a contract: `handover`, the other commands and the scripts of customers read them. */
  private addOutputs({ bucket, objects, writer, sink }: S3Destination): void {
    const { user, role, externalId, accessKeySecret } = writer;
    const outputs: [string, string | undefined, string][] = [
      ['BucketName', bucket.bucketName, 'The bucket to write to'],
      ['BucketRegion', this.region, 'The region of the bucket'],
      ['ObjectScope', objects.uris(bucket).join(','), 'The objects that the writer may write'],
      ['RoleArn', role?.roleArn, 'The role that the vendor assumes'],
      ['RoleName', role?.roleName, 'The name of that role'],
      ['AccountId', this.account, 'The account that owns bucket and writer'],
      ['UserName', user?.userName, 'The user whose access key the vendor uses'],
      ['ExternalId', externalId, 'What the vendor sends as it assumes the role'],
      ['SecretArn', accessKeySecret?.secretArn, 'The secret that holds the current access key'],
      ['SinkFunctionName', sink?.function.functionName, 'The function that writes records'],
      ['SinkQueueUrl', sink?.queue?.queueUrl, 'The queue that the function reads'],
      ['SinkStreamName', sink?.stream?.streamName, 'The stream that the function reads'],
      ['SinkTopicArn', sink?.topic?.topicArn, 'The topic whose messages are written'],
      ['SinkUrl', sink?.functionUrl?.url, 'The URL that takes records from who signs with SigV4'],
      ['DeadLetterQueueUrl', sink?.deadLetterQueue.queueUrl, 'The records that could not be written'],
    ];
    for (const [name, value, description] of outputs) {
      if (value !== undefined) new CfnOutput(this, name, { value, description });
    }
  }
}
