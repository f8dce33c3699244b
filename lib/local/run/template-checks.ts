import type { NewBucket } from '../../config/destination';
import type { Deployment, Template, TemplateResource } from './deployment';

/** What the engine cannot show, read off the template instead. */
export interface TemplateCheck {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Empty for an existing bucket: the template says nothing about it. */
export function templateChecks({
  destination,
  template,
}: Pick<Deployment, 'destination' | 'template'>): TemplateCheck[] {
  if (destination.bucket.existing) return [];
  const [bucket] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::S3::Bucket');
  const properties = bucket?.Properties ?? {};
  const [key] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::KMS::Key');
  const retain = destination.bucket.retain ? 'Retain' : 'Delete';
  const fateOf = (resource: TemplateResource | undefined) =>
    `${resource?.DeletionPolicy}, ${resource?.UpdateReplacePolicy}`;
  return [
    check('encryption at rest', encryptionOf(destination.bucket), algorithm(properties)),
    check(
      'ACLs',
      'BucketOwnerEnforced',
      find(properties, 'OwnershipControls', 'Rules', 0, 'ObjectOwnership'),
    ),
    check(
      'versioning',
      destination.bucket.versioned ? 'Enabled' : 'none',
      find(properties, 'VersioningConfiguration', 'Status'),
    ),
    check('public access block', 'all four', publicAccessBlock(properties)),
    check('on deletion of the stack', `${retain}, ${retain}`, fateOf(bucket)),
    // Without its key, what is retained is lost.
    ...(destination.bucket.encryption === 'kms'
      ? [check('the key, on deletion of the stack', `${retain}, ${retain}`, fateOf(key))]
      : []),
    check('unfinished uploads go after', '7 days', `${unfinished(properties)} days`),
    check('objects go after', lifetime(destination.bucket), expiration(properties)),
    check('secrets in outputs', 'none', secretsInOutputs(template)),
  ];
}

function check(what: string, expected: string, actual: unknown): TemplateCheck {
  return { what, expected, actual: String(actual ?? 'none') };
}

function encryptionOf({ encryption }: NewBucket): string {
  return encryption === 's3-managed' ? 'AES256' : 'aws:kms with a key of its own';
}

function algorithm(properties: unknown): string {
  const rule = find(
    properties,
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    0,
    'ServerSideEncryptionByDefault',
  );
  const name = String(find(rule, 'SSEAlgorithm') ?? 'none');
  return find(rule, 'KMSMasterKeyID') === undefined ? name : `${name} with a key of its own`;
}

function publicAccessBlock(properties: unknown): string {
  const settings = find(properties, 'PublicAccessBlockConfiguration');
  const names = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  const on = names.filter((name) => find(settings, name) === true);
  return on.length === names.length ? 'all four' : on.join(', ');
}

function unfinished(properties: unknown): unknown {
  return rules(properties)
    .map((rule) => find(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation'))
    .find((days) => days !== undefined);
}

function lifetime({ expireObjectsAfterDays }: NewBucket): string {
  return expireObjectsAfterDays === undefined ? 'none' : `${expireObjectsAfterDays} days`;
}

function expiration(properties: unknown): string {
  const days = rules(properties)
    .map((rule) => find(rule, 'ExpirationInDays'))
    .find((found) => found !== undefined);
  return days === undefined ? 'none' : `${days} days`;
}

function rules(properties: unknown): unknown[] {
  const found = find(properties, 'LifecycleConfiguration', 'Rules');
  return Array.isArray(found) ? found : [];
}

function secretsInOutputs(template: Template & { readonly Outputs?: object }): string {
  const outputs = JSON.stringify(template.Outputs ?? {});
  return outputs.includes('SecretAccessKey') ? 'SecretAccessKey' : 'none';
}

function find(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/** The property names that mean nothing to the engine, for people. */
export function notEmulated({ provisioned }: Pick<Deployment, 'provisioned'>): string[] {
  const names = provisioned.unrepresented.map(({ type, property }) =>
    property === undefined ? type : `${type.split('::').at(-1)} ${property}`,
  );
  return [...new Set(names)].sort();
}
