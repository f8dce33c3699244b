import { TemplateError } from './environment';
import { isObject, type JsonObject, list, section, text } from './json';
import { isPolicyDocument, type NamedPolicy, type PolicyDocument } from './policy-document';
import type { ResolvedResource, ResolvedTemplate } from './template';
import { type Unrepresented, unrepresentedIn } from './unrepresented';

export interface ProvisionedBucket {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly properties: JsonObject;
}

/** The policy of a bucket that this template, or another one, makes. */
export interface ProvisionedBucketPolicy {
  readonly bucketName: string;
  readonly policy: PolicyDocument;
}

/** What users and roles have in common. */
export interface ProvisionedIdentity {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly policies: readonly NamedPolicy[];
  readonly managedPolicyArns: readonly string[];
  readonly permissionsBoundary?: string;
}

export interface ProvisionedRole extends ProvisionedIdentity {
  readonly trust: PolicyDocument;
  readonly maxSessionSeconds: number;
}

export interface ProvisionedAccessKey {
  readonly userName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly active: boolean;
}

export interface ProvisionedIdentityProvider {
  readonly arn: string;
  /** Without https://, as condition keys write it. */
  readonly issuer: string;
  readonly accountId: string;
  readonly clientIds: readonly string[];
}

export interface ProvisionedKey {
  readonly arn: string;
  readonly accountId: string;
  readonly policy: PolicyDocument;
}

export interface ProvisionedSecret {
  readonly arn: string;
  readonly name?: string;
}

export interface ProvisionedQueue {
  readonly arn: string;
  readonly url: string;
  readonly name: string;
  readonly accountId: string;
  readonly properties: JsonObject;
  readonly policy?: PolicyDocument;
}

export interface ProvisionedTable {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  /** Names of the attributes of its primary key. */
  readonly keyAttributes: readonly string[];
}

export interface ProvisionedFunction {
  readonly name: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The event source mapping, where a queue feeds it. */
  readonly queue?: { readonly arn: string; readonly batchSize: number };
}

/** What a template makes, as far as the engine is concerned. */
export interface Provisioned {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly stackName: string;
  readonly buckets: readonly ProvisionedBucket[];
  readonly bucketPolicies: readonly ProvisionedBucketPolicy[];
  readonly users: readonly ProvisionedIdentity[];
  readonly roles: readonly ProvisionedRole[];
  readonly managedPolicies: Readonly<Record<string, PolicyDocument>>;
  readonly accessKeys: readonly ProvisionedAccessKey[];
  readonly identityProviders: readonly ProvisionedIdentityProvider[];
  readonly keys: readonly ProvisionedKey[];
  readonly secrets: readonly ProvisionedSecret[];
  readonly queues: readonly ProvisionedQueue[];
  readonly tables: readonly ProvisionedTable[];
  readonly functions: readonly ProvisionedFunction[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What stands in the template and has no effect here, so that nobody takes a local run for a proof of it. */
  readonly unrepresented: readonly Unrepresented[];
}

export function readProvisioned(template: ResolvedTemplate): Provisioned {
  const { accountId, region, partition, stackName } = template.environment;
  const of = (...types: string[]) => template.resources.filter(({ type }) => types.includes(type));
  const account = { accountId };
  return {
    accountId,
    region,
    partition,
    stackName,
    buckets: of('AWS::S3::Bucket').map((bucket) => ({
      ...account,
      region,
      logicalId: bucket.logicalId,
      name: bucket.ref ?? '',
      arn: attribute(bucket, 'Arn'),
      properties: bucket.properties,
    })),
    bucketPolicies: of('AWS::S3::BucketPolicy').map((resource) => ({
      bucketName: required(resource, 'Bucket'),
      policy: document(resource, 'PolicyDocument'),
    })),
    users: of('AWS::IAM::User').map((user) => identity(template, user)),
    roles: of('AWS::IAM::Role').map((role) => ({
      ...identity(template, role),
      trust: document(role, 'AssumeRolePolicyDocument'),
      maxSessionSeconds: Number(role.properties.MaxSessionDuration ?? 3600),
    })),
    managedPolicies: Object.fromEntries(
      of('AWS::IAM::ManagedPolicy').map((policy) => [policy.ref ?? '', document(policy, 'PolicyDocument')]),
    ),
    accessKeys: of('AWS::IAM::AccessKey').map((key) => ({
      userName: required(key, 'UserName'),
      accessKeyId: key.ref ?? '',
      secretAccessKey: attribute(key, 'SecretAccessKey'),
      active: key.properties.Status !== 'Inactive',
    })),
    identityProviders: of('AWS::IAM::OIDCProvider', 'Custom::AWSCDKOpenIdConnectProvider').map(
      (provider) => ({
        ...account,
        arn: attribute(provider, 'Arn'),
        issuer: attribute(provider, 'Arn').replace(/^.*:oidc-provider\//, ''),
        clientIds: strings(
          provider,
          provider.properties.ClientIdList === undefined ? 'ClientIDList' : 'ClientIdList',
        ),
      }),
    ),
    keys: of('AWS::KMS::Key').map((key) => ({
      ...account,
      arn: attribute(key, 'Arn'),
      policy: document(key, 'KeyPolicy'),
    })),
    secrets: of('AWS::SecretsManager::Secret').map((secret) => ({
      arn: secret.ref ?? '',
      name: text(secret.properties.Name),
    })),
    queues: of('AWS::SQS::Queue').map((queue) => ({
      ...account,
      arn: attribute(queue, 'Arn'),
      url: queue.ref ?? '',
      name: attribute(queue, 'QueueName'),
      properties: queue.properties,
      policy: queuePolicy(template, queue),
    })),
    tables: of('AWS::DynamoDB::Table').map((table) => ({
      ...account,
      arn: attribute(table, 'Arn'),
      name: table.ref ?? '',
      keyAttributes: list(table.properties.KeySchema).flatMap(
        (one) => text(section({ one }, 'one').AttributeName) ?? [],
      ),
    })),
    functions: of('AWS::Lambda::Function').map((one) => ({
      name: one.ref ?? '',
      roleArn: required(one, 'Role'),
      timeoutSeconds: Number(one.properties.Timeout ?? 3),
      environment: environmentOf(one),
      queue: queueOf(template, one),
    })),
    outputs: template.outputs,
    unrepresented: unrepresentedIn(template),
  };
}

function queuePolicy(template: ResolvedTemplate, queue: ResolvedResource): PolicyDocument | undefined {
  const policy = template.resources.find(
    (candidate) =>
      candidate.type === 'AWS::SQS::QueuePolicy' && strings(candidate, 'Queues').includes(queue.ref ?? ''),
  );
  return policy && document(policy, 'PolicyDocument');
}

function environmentOf(resource: ResolvedResource): Record<string, string> {
  const variables = section(section(resource.properties, 'Environment'), 'Variables');
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

function queueOf(template: ResolvedTemplate, resource: ResolvedResource): ProvisionedFunction['queue'] {
  const mapping = template.resources.find(
    ({ type, properties }) =>
      type === 'AWS::Lambda::EventSourceMapping' && properties.FunctionName === resource.ref,
  );
  const arn = text(mapping?.properties.EventSourceArn);
  if (mapping === undefined || arn?.split(':')[2] !== 'sqs') return undefined;
  return { arn, batchSize: Number(mapping.properties.BatchSize ?? 10) };
}

/** A user or role with its inline policies and those that other resources attach to it by name. */
function identity(template: ResolvedTemplate, resource: ResolvedResource): ProvisionedIdentity {
  const isUser = resource.type === 'AWS::IAM::User';
  const name = resource.ref ?? '';
  const attached = template.resources.filter((candidate) => {
    switch (candidate.type) {
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy':
        return strings(candidate, isUser ? 'Users' : 'Roles').includes(name);
      case 'AWS::IAM::UserPolicy':
        return isUser && candidate.properties.UserName === name;
      case 'AWS::IAM::RolePolicy':
        return !isUser && candidate.properties.RoleName === name;
      default:
        return false;
    }
  });
  const inline = list(resource.properties.Policies).map((policy) => ({
    name: text(section({ policy }, 'policy').PolicyName) ?? resource.logicalId,
    policy: documentIn(resource, isObject(policy) ? policy.PolicyDocument : undefined, 'Policies'),
  }));
  return {
    logicalId: resource.logicalId,
    name,
    arn: attribute(resource, 'Arn'),
    accountId: template.environment.accountId,
    policies: [
      ...inline,
      ...attached.map((policy) => ({ name: policy.logicalId, policy: document(policy, 'PolicyDocument') })),
    ],
    managedPolicyArns: strings(resource, 'ManagedPolicyArns'),
    permissionsBoundary: text(resource.properties.PermissionsBoundary),
  };
}

function document(resource: ResolvedResource, property: string): PolicyDocument {
  return documentIn(resource, resource.properties[property], property);
}

function documentIn(resource: ResolvedResource, value: unknown, property: string): PolicyDocument {
  if (!isPolicyDocument(value))
    throw new TemplateError(resource.logicalId, `${property} is not a policy document`);
  return value;
}

function required(resource: ResolvedResource, property: string): string {
  const value = text(resource.properties[property]);
  if (value === undefined) throw new TemplateError(resource.logicalId, `${property} is missing`);
  return value;
}

function attribute(resource: ResolvedResource, name: string): string {
  const value = resource.attributes[name];
  if (value === undefined) throw new TemplateError(resource.logicalId, `attribute ${name} is not known`);
  return value;
}

function strings(resource: ResolvedResource, property: string): string[] {
  return list(resource.properties[property]).map((item) => {
    const value = text(item);
    if (value === undefined)
      throw new TemplateError(resource.logicalId, `${property} has to be a list of strings`);
    return value;
  });
}
