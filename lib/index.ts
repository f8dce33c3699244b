export {
  DestinationBucket,
  type DestinationBucketProps,
  DestinationEncryption,
} from './destination/destination-bucket';
export { DestinationFile } from './destination/destination-file';
export { ObjectScope, type ObjectScopeProps } from './destination/object-scope';
export { S3Destination, type S3DestinationProps } from './destination/s3-destination';
export { S3DestinationStack, type S3DestinationStackProps } from './destination/s3-destination-stack';
export {
  type PresetBucketPolicyPrincipalProps,
  type PresetCrossAccountRoleProps,
  type PresetWebIdentityRoleProps,
  VendorPreset,
} from './destination/vendor-preset';
export { Writer, type WriterProps } from './destination/writer';
export { WriterAccess, type WriterConfig } from './destination/writer-access';
export type {
  BucketPolicyPrincipalProps,
  CrossAccountRoleProps,
  IamUserProps,
  WebIdentityRoleProps,
  WriterIdentityProps,
  WriterRoleProps,
} from './destination/writer-access-props';
export type { WriterGrant } from './destination/writer-grant';
export {
  AdditionalPermission,
  DeletePermission,
  type WriterPermissions,
} from './destination/writer-permissions';
export { LambdaSink } from './sink/lambda-sink';
export type { SinkContext, SinkSourceConfig } from './sink/sink-context';
export {
  type LambdaSinkProps,
  SinkCompression,
  SinkFormat,
  type SinkProps,
  TemplateNumbers,
} from './sink/sink-props';
export { SinkSource } from './sink/sink-source';
export type {
  EventBridgeSourceProps,
  IotRuleSourceProps,
  KinesisSourceProps,
  SnsSourceProps,
  SqsSourceProps,
} from './sink/sink-source-props';
