import type { NamedPolicy, PolicyDocument, PolicyStatement } from '../../lib/local/policy-document';
import { statementsOf } from '../../lib/local/policy-document';
import { type Provisioned, readProvisioned } from '../../lib/local/provisioned';
import { type ResolvedResource, resolveTemplate } from '../../lib/local/template';
import type { Declaration } from './grants';
import type { FlatTemplate } from './stacks';

/** A user or role that the template makes. */
export interface Identity {
  /** `writer`, `sink`, `rule role`; the logical ID of one that nobody expects. */
  readonly word: string;
  readonly arn: string;
  readonly isRole: boolean;
  readonly policies: readonly NamedPolicy[];
  readonly trust?: PolicyDocument;
}

/** A template as the proof looks at it. */
export interface Reading {
  readonly template: FlatTemplate;
  readonly provisioned: Provisioned;
  readonly resources: readonly ResolvedResource[];
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly identities: readonly Identity[];
  /** ARN → all statements that a resource's own policies hold. */
  readonly resourcePolicies: ReadonlyMap<string, PolicyDocument>;
  /** `the queue` → its ARN, of what the template makes or the declaration names. */
  readonly places: ReadonlyMap<string, string>;
  readonly ruleArn?: string;
  /** What KMS gives a key by default: the account's own policies decide. */
  readonly defaultKeyPolicy: PolicyDocument;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/WriterUser|WriterRole/, 'writer'],
  [/SinkRuleRole/, 'rule role'],
  [/SinkRole/, 'sink'],
];

const PLACES: readonly (readonly [type: string, logicalId: RegExp, word: string])[] = [
  ['AWS::SQS::Queue', /DeadLetters/, 'the dead letters'],
  ['AWS::SQS::Queue', /SinkQueue/, 'the queue'],
  ['AWS::DynamoDB::Table', /Claims/, 'the claims'],
  ['AWS::Kinesis::Stream', /Stream/, 'the stream'],
  ['AWS::SNS::Topic', /Topic/, 'the topic'],
  ['AWS::Logs::LogGroup', /Log/, 'the log'],
  ['AWS::Lambda::Function', /Function/, 'the function'],
  ['AWS::KMS::Key', /Key/, 'the key'],
  ['AWS::SecretsManager::Secret', /Secret/, 'the secret'],
];

export function read(template: FlatTemplate, { bucket }: Declaration): Reading {
  const { resources, ...rest } = resolveTemplate(template, template.environment);
  const provisioned = readProvisioned({ resources, ...rest });
  const { partition, region, accountId } = provisioned;
  const bucketName = provisioned.buckets[0]?.name ?? bucket.existing ?? '';
  const bucketArn = `arn:${partition}:s3:::${bucketName}`;
  const rule = resources.find(({ type }) => type === 'AWS::Events::Rule');
  return {
    template,
    provisioned,
    resources,
    partition,
    region,
    accountId,
    bucketName,
    bucketArn,
    identities: [
      ...provisioned.users.map((user) => ({ ...user, word: wordOf(user.logicalId), isRole: false })),
      ...provisioned.roles.map((role) => ({ ...role, word: wordOf(role.logicalId), isRole: true })),
    ],
    resourcePolicies: resourcePolicies(resources, provisioned, partition),
    places: new Map([
      ['the bucket', bucketArn],
      ...(bucket.key?.startsWith('arn:') ? [['the key', bucket.key] as const] : []),
      ...PLACES.flatMap(([type, logicalId, word]) =>
        resources
          .filter((resource) => resource.type === type && logicalId.test(resource.logicalId))
          .map((resource) => [word, arnOf(resource)] as const),
      ),
    ]),
    ...(rule === undefined ? {} : { ruleArn: arnOf(rule) }),
    defaultKeyPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
  };
}

/** Every Allow statement, with the policy that it stands in. */
export function grantsIn(reading: Reading): { where: string; statement: PolicyStatement }[] {
  const documents: [string, PolicyDocument][] = [
    ...reading.identities.flatMap(({ word, policies }) =>
      policies.map(({ policy }): [string, PolicyDocument] => [word, policy]),
    ),
    ...reading.identities.flatMap(({ word, trust }): [string, PolicyDocument][] =>
      trust === undefined ? [] : [[`trust of ${word}`, trust]],
    ),
    ...[...reading.resourcePolicies],
  ];
  return documents.flatMap(([where, document]) =>
    statementsOf(document)
      .filter(({ Effect }) => Effect === 'Allow')
      .map((statement) => ({ where, statement })),
  );
}

export function listOf(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function wordOf(logicalId: string): string {
  return WORDS.find(([form]) => form.test(logicalId))?.[1] ?? logicalId;
}

function arnOf({ attributes, ref = '' }: ResolvedResource): string {
  const arn = attributes.Arn ?? attributes.TopicArn ?? ref;
  // Of a log group, Arn ends with ":*", which is a pattern and no name.
  return arn.replace(/:\*$/, '');
}

function resourcePolicies(
  resources: readonly ResolvedResource[],
  { queues }: Provisioned,
  partition: string,
): ReadonlyMap<string, PolicyDocument> {
  const found = new Map<string, PolicyStatement[]>();
  const add = (arn: string, document: unknown) => {
    const statements = statementsOf(document as PolicyDocument);
    found.set(arn, [...(found.get(arn) ?? []), ...statements]);
  };
  for (const resource of resources) {
    const { type, properties } = resource;
    if (type === 'AWS::S3::BucketPolicy')
      add(`arn:${partition}:s3:::${String(properties.Bucket)}`, properties.PolicyDocument);
    if (type === 'AWS::KMS::Key') add(arnOf(resource), properties.KeyPolicy);
    if (type === 'AWS::SNS::TopicPolicy')
      for (const topic of listOf(properties.Topics)) add(topic, properties.PolicyDocument);
    if (type === 'AWS::SQS::QueuePolicy') {
      for (const url of listOf(properties.Queues)) {
        const arn = queues.find((queue) => queue.url === url)?.arn ?? url;
        add(arn, properties.PolicyDocument);
      }
    }
  }
  return new Map([...found].map(([arn, Statement]) => [arn, { Version: '2012-10-17', Statement }]));
}
