import type { PolicyDocument } from '../../policy/statement';
import { bucketArnOf, type Place, type Subject } from './place';
import { needsStack, stackArnOf } from './stack';

const OF_USER = [
  'iam:GetUser',
  'iam:GetUserPolicy',
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
];

/**
 * What `verify` asks, and nothing else. Policies that somebody attached are not in it: nothing is attached where all is
 * as declared, and where something is, the report names what to add.
 */
export function ownPolicy(place: Place, sinkRoleArn: string | undefined): PolicyDocument {
  const { writer, destination } = place;
  const statements = [
    allow('ReadStack', stackActions(place), stackArnOf(place)),
    ...(writer === undefined ? [] : [ofSubject('ReadWriter', writer)]),
    ...(sinkRoleArn === undefined ? [] : [allow('ReadSink', OF_ROLE, sinkRoleArn)]),
    allow('ReadBucket', destination.bucket.existing ? ['s3:GetBucketPolicy'] : OF_BUCKET, bucketArnOf(place)),
    // The action knows no resources, and reads nothing: it is sent the text.
    allow('ValidatePolicies', ['access-analyzer:ValidatePolicy'], '*'),
  ];
  return { Version: '2012-10-17', Statement: statements };
}

const ofSubject = (sid: string, { kind, arn }: Subject) =>
  allow(sid, kind === 'user' ? OF_USER : OF_ROLE, arn);

const stackActions = (place: Place) => [
  'cloudformation:DescribeStacks',
  ...(needsStack(place) ? ['cloudformation:ListStackResources'] : []),
];

const allow = (Sid: string, actions: readonly string[], Resource: string) => ({
  Sid,
  Effect: 'Allow',
  Action: actions.length === 1 ? actions[0] : actions,
  Resource,
});
