import { App, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import {
  DestinationBucket,
  DestinationEncryption,
  LambdaSink,
  ObjectScope,
  S3Destination,
  SinkCompression,
  SinkSource,
  VendorPreset,
  Writer,
  WriterAccess,
} from '../lib';

export class DataPlatformStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // A vendor of the catalogue: bucket, object scope and writer in one.
    const keboola = VendorPreset.of('keboola');
    const orders = new S3Destination(this, 'Orders', {
      access: keboola.crossAccountRole({ externalId: 'keboola-project-4711' }),
      objects: keboola.objects({ prefix: 'exports/orders' }),
      permissions: keboola.permissions,
      expireObjectsAfter: Duration.days(90),
    });
    new CfnOutput(this, 'OrdersBucketName', { value: orders.bucket.bucketName });
    new CfnOutput(this, 'OrdersRoleName', { value: orders.writer.role?.roleName ?? '' });

    // The same parts alone: one bucket with a key of its own, and two writers that never meet in it.
    const { bucket } = new DestinationBucket(this, 'Lake', { encryption: DestinationEncryption.kms() });
    new Writer(this, 'Gateway', {
      bucket,
      access: WriterAccess.iamUser({ path: '/vendors/' }),
      objects: new ObjectScope({ prefix: 'readings', pattern: '*.json' }),
    });
    new Writer(this, 'Warehouse', {
      bucket,
      access: WriterAccess.bucketPolicyPrincipal({
        principal: 'arn:aws:iam::444455556666:role/warehouse-export',
      }),
      objects: new ObjectScope({ prefix: 'warehouse', pattern: '*.parquet' }),
      permissions: { multipart: true },
    });

    // Services of the company publish to a topic, and its messages become objects. Who is on call is told of what cannot.
    const alarmTopic = new Topic(this, 'OnCall', { enforceSSL: true });
    const events = new LambdaSink(this, 'Events', {
      bucket,
      objects: new ObjectScope({ prefix: 'events' }),
      source: SinkSource.sns(),
      compression: SinkCompression.ZSTD,
      maxBatchingWindow: Duration.minutes(5),
      alarmTopic,
    });
    new CfnOutput(this, 'EventsTopicArn', { value: events.topic?.topicArn ?? '' });
  }
}

new DataPlatformStack(new App(), 'DataPlatform');
