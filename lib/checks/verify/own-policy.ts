import type { PolicyDocument } from '../../policy/statement';
import { bucketArnOf, type Place, type Subject } from './place';
import { providerArn } from './provider-rows';
import { needsStack, stackArnOf } from './stack';

const OF_USER = [
  'iam:GetLoginProfile',
  'iam:GetUser',
  'iam:GetUserPolicy',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupsForUser',
  'iam:ListUserPolicies',
  'iam:SimulatePrincipalPolicy',
];
const OF_ROLE = [
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:SimulatePrincipalPolicy',
];
const OF_BUCKET = [
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketVersioning',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetReplicationConfiguration',
];

/** What `verify` was told, or has to ask for. */
export interface Asked {
  /** Whether CloudFormation has to tell the outputs. */
  readonly outputs: boolean;
  readonly sinkRoleArn?: string;
}

/**
 * What `verify` asks, and nothing else. Policies that somebody attached are not in it: nothing is attached where all is
 * as declared, and where something is, the report names what to add.
 */
export function ownPolicy(place: Place, { outputs, sinkRoleArn }: Asked): PolicyDocument {
  const { writer, destination } = place;
  const provider = providerArn(place);
  const ofStack = [
    ...(outputs ? ['cloudformation:DescribeStacks'] : []),
    ...(needsStack(place) ? ['cloudformation:ListStackResources'] : []),
  ];
  const statements = [
    ...(ofStack.length === 0 ? [] : [allow('ReadStack', ofStack, stackArnOf(place))]),
    ...(writer === undefined ? [] : [ofSubject('ReadWriter', writer)]),
    ...(provider === undefined ? [] : [allow('ReadProvider', ['iam:GetOpenIDConnectProvider'], provider)]),
    ...(sinkRoleArn === undefined ? [] : [allow('ReadSink', OF_ROLE, sinkRoleArn)]),
    allow('ReadBucket', destination.bucket.existing ? ['s3:GetBucketPolicy'] : OF_BUCKET, bucketArnOf(place)),
    // The action knows no resources, and reads nothing: it is sent the text.
    allow('ValidatePolicies', ['access-analyzer:ValidatePolicy'], '*'),
  ];
  return { Version: '2012-10-17', Statement: statements };
}

const ofSubject = (sid: string, { kind, arn }: Subject) =>
  allow(sid, kind === 'user' ? OF_USER : OF_ROLE, arn);

const allow = (Sid: string, actions: readonly string[], Resource: string) => ({
  Sid,
  Effect: 'Allow',
  Action: actions.length === 1 ? actions[0] : actions,
  Resource,
});
