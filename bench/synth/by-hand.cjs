// What people write who have no kit: the resources of the destinations in destinations.ts, without a check of anything.
const { App, CfnOutput, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { ArnPrincipal, AnyPrincipal, Effect, Policy, PolicyStatement, Role } = require('aws-cdk-lib/aws-iam');
const { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } = require('aws-cdk-lib/aws-s3');

const app = new App();
for (let index = 0; index < Number(process.env.DESTINATIONS); index++) {
  const stack = new Stack(app, `Vendor${index}`, {
    description: `Where vendor ${index} writes to`,
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  const bucket = new Bucket(stack, 'Bucket', {
    bucketName: `acme-orders-${index}`,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { id: 'RemoveUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
    ],
  });
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DenyWithoutTls',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
  // It denies requests without TLS as long as the bucket is there.
  bucket.policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const role = new Role(stack, 'Role', {
    description: 'Writes to the bucket',
    assumedBy: new ArnPrincipal('arn:aws:iam::206948715642:root').withConditions({
      StringEquals: { 'sts:ExternalId': `keboola-project-${index}` },
    }),
  });
  new Policy(stack, 'Policy', {
    roles: [role],
    statements: [
      new PolicyStatement({
        sid: 'WriteObjects',
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('exports/orders/*.csv')],
      }),
      new PolicyStatement({
        sid: 'GetBucketLocation',
        actions: ['s3:GetBucketLocation'],
        resources: [bucket.bucketArn],
      }),
    ],
  });
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  new CfnOutput(stack, 'RoleArn', { value: role.roleArn });
}
app.synth();
