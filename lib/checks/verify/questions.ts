import type { Destination } from '../../config/destination';
import { endOf } from '../../policy/expiry';
import { Declared } from '../connection/declared';
import { bucketArnOf, type Place, type Subject } from './place';

/** What IAM is asked, with what the destination file says to it. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  /** In words, where the resource does not say it all. */
  readonly when?: string;
  readonly context: Readonly<Record<string, string>>;
  readonly allowed: boolean;
}

/** Around each request; a policy may ask for them. */
const circumstances = (now: Date, region: string): Record<string, string> => ({
  'aws:CurrentTime': now.toISOString().replace(/\.\d+Z$/, 'Z'),
  'aws:SecureTransport': 'true',
  'aws:RequestedRegion': region,
});

/**
 * The permission matrix as questions about single keys. What is expected comes from the file, not from `lib/policy`.
 * @param withBucketPolicy whether IAM is given it, which it takes for users only
 */
export function questionsFor(
  subject: Subject,
  place: Place,
  keyArn: string | undefined,
  now: Date,
  withBucketPolicy = false,
): Question[] {
  const may = subject.of === 'writer' ? writerMay(place.destination) : sinkMay(place.destination);
  const around = circumstances(now, place.region);
  return [
    ...objectQuestions(place, may, around, now),
    ...bucketQuestions(place, may, around),
    ...(withBucketPolicy && !place.destination.bucket.existing ? plainHttpQuestions(place, around) : []),
    ...(keyArn === undefined ? [] : keyQuestions(place, may, around, keyArn)),
    { action: 's3:ListAllMyBuckets', resource: '*', context: around, allowed: false },
    // Who could make a key or a policy for itself would have everything else.
    ...FOR_ONESELF[subject.kind].map((action) => ({
      action,
      resource: subject.arn,
      context: around,
      allowed: false,
    })),
  ];
}

const FOR_ONESELF = {
  user: ['iam:CreateAccessKey', 'iam:PutUserPolicy'],
  role: ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'],
} as const;

/** What the file says of an identity. */
interface May {
  readonly onObject: (action: string, key: string, inScope: boolean, now: Date) => boolean;
  readonly onBucket: (action: string) => boolean;
  readonly list: boolean;
  readonly makeDataKeys: boolean;
  readonly decrypt: boolean;
}

function writerMay(destination: Destination): May {
  const { permissions } = destination;
  const extra = (action: string, on: 'objects' | 'bucket') =>
    new Declared(destination, new Date(0)).additionally(action, on);
  const byName: Readonly<Record<string, boolean>> = {
    's3:PutObjectAcl': permissions.putAcl,
    's3:AbortMultipartUpload': permissions.multipart,
    's3:ListMultipartUploadParts': permissions.multipart,
  };
  const reads = permissions.additional.some(({ action, on }) => on === 'objects' && /^s3:get/i.test(action));
  return {
    onObject: (action, key, inScope, now) => {
      const declared = new Declared(destination, now);
      if (inScope && extra(action, 'objects')) return true;
      if (action === 's3:PutObject') return declared.mayPut(key);
      if (action === 's3:DeleteObject') return declared.mayDelete(key);
      if (action === 's3:GetObject') return declared.mayRead(key);
      return inScope && byName[action] === true;
    },
    onBucket: (action) =>
      extra(action, 'bucket') || (action === 's3:GetBucketLocation' && permissions.bucketLocation),
    list: permissions.list,
    makeDataKeys: permissions.put,
    decrypt: permissions.put || permissions.read || reads,
  };
}

function sinkMay({ sink }: Destination): May {
  const finds = sink?.deduplicate === true;
  return {
    onObject: (action, _key, inScope) =>
      inScope && (action === 's3:PutObject' || (finds && action === 's3:GetObject')),
    onBucket: () => false,
    list: false,
    makeDataKeys: true,
    decrypt: finds,
  };
}

const ON_OBJECTS = [
  's3:PutObject',
  's3:GetObject',
  's3:DeleteObject',
  's3:PutObjectAcl',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:DeleteObjectVersion',
  's3:PutObjectTagging',
];

/** The sort of object that people ask about, one of each in each folder. */
function objectQuestions(
  place: Place,
  may: May,
  around: Readonly<Record<string, string>>,
  now: Date,
): Question[] {
  const { destination } = place;
  const declared = new Declared(destination, now);
  const { testObject } = destination.objects;
  const grant = destination.permissions.delete;
  const later = grant === 'never' ? undefined : endOf(grant);
  const additional = destination.permissions.additional
    .filter(({ on }) => on === 'objects')
    .map(({ action }) => action);
  const ask = (action: string, key: string, inScope: boolean, at = now): Question => ({
    action,
    resource: `${bucketArnOf(place)}/${key}`,
    context: {
      ...around,
      ...(at === now ? {} : circumstances(at, place.region)),
      // Many vendors send it; S3 takes this one with ACLs disabled too.
      's3:x-amz-acl': 'bucket-owner-full-control',
    },
    allowed: may.onObject(action, key, inScope, at),
    ...(at === now ? {} : { when: `on ${at.toISOString().slice(0, 10)}` }),
  });
  const questions: Question[] = [];
  for (const folder of declared.folders) {
    const name = declared.plainName('probe');
    const inScope = folder + name;
    questions.push(
      ...[...new Set([...ON_OBJECTS, ...additional])].map((action) => ask(action, inScope, true)),
    );
    if (testObject !== undefined) {
      const test = folder + declared.testName('probe');
      questions.push(...['s3:PutObject', 's3:DeleteObject'].map((action) => ask(action, test, false)));
      if (later !== undefined && later > now) questions.push(ask('s3:DeleteObject', test, false, later));
    }
    if (later !== undefined && later > now) questions.push(ask('s3:DeleteObject', inScope, true, later));
    if (declared.suffix !== '') {
      const wrong = `${folder}s3-destination-test-probe.other`;
      questions.push(...['s3:PutObject', 's3:GetObject'].map((action) => ask(action, wrong, false)));
    }
    if (folder !== '') {
      const beside = `${folder.slice(0, -1)}-evil/${name}`;
      questions.push(
        ...['s3:PutObject', 's3:GetObject', 's3:DeleteObject'].map((action) => ask(action, beside, false)),
      );
    }
  }
  return questions;
}

/** Only the bucket policy denies it. */
function plainHttpQuestions(place: Place, around: Readonly<Record<string, string>>): Question[] {
  const declared = new Declared(place.destination, new Date(0));
  const context = { ...around, 'aws:SecureTransport': 'false' };
  const ask = (action: string, resource: string): Question => ({
    action,
    resource,
    when: 'over plain HTTP',
    context,
    allowed: false,
  });
  return [
    ask('s3:GetBucketLocation', bucketArnOf(place)),
    ...declared.folders.flatMap((folder) => {
      const object = `${bucketArnOf(place)}/${folder}${declared.plainName('probe')}`;
      return [ask('s3:PutObject', object), ask('s3:GetObject', object)];
    }),
  ];
}

const ON_BUCKET = [
  's3:GetBucketLocation',
  's3:ListBucketVersions',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:PutBucketAcl',
  's3:PutBucketPublicAccessBlock',
  's3:PutLifecycleConfiguration',
  's3:DeleteBucket',
];

function bucketQuestions(place: Place, may: May, around: Readonly<Record<string, string>>): Question[] {
  const resource = bucketArnOf(place);
  const { prefixes } = place.destination.objects;
  const additional = place.destination.permissions.additional
    .filter(({ on }) => on === 'bucket')
    .map(({ action }) => action);
  const everywhere = may.onBucket('s3:ListBucket');
  const list = (prefix: string, allowed: boolean): Question => ({
    action: 's3:ListBucket',
    resource,
    when: `prefix "${prefix}"`,
    context: { ...around, 's3:prefix': prefix },
    allowed: allowed || everywhere,
  });
  return [
    ...[...new Set([...ON_BUCKET, ...additional])]
      .filter((action) => action !== 's3:ListBucket')
      .map((action) => ({ action, resource, context: around, allowed: may.onBucket(action) })),
    list('', may.list && prefixes.length === 0),
    ...prefixes.map((prefix) => list(`${prefix}/`, may.list)),
  ];
}

function keyQuestions(
  { region }: Place,
  { makeDataKeys, decrypt }: May,
  around: Readonly<Record<string, string>>,
  resource: string,
): Question[] {
  const through = (service: string) => ({
    ...around,
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
  });
  const ask = (action: string, service: string, allowed: boolean): Question => ({
    action,
    resource,
    when: `through ${service}`,
    context: through(service),
    allowed,
  });
  return [
    ask('kms:GenerateDataKey', 's3', makeDataKeys),
    ask('kms:Decrypt', 's3', decrypt),
    ask('kms:Decrypt', 'secretsmanager', false),
    { action: 'kms:ScheduleKeyDeletion', resource, context: around, allowed: false },
  ];
}
