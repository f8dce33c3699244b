import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DataPlatformStack } from './cdk-app';

const template = Template.fromStack(new DataPlatformStack(new App(), 'DataPlatform'));

/** Everything that says who may do what. A widening is a line of the snapshot, which a reviewer sees. */
const GRANTS = [
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Key',
];

test.each(GRANTS)('%s is as it was reviewed', (type) => {
  expect(template.findResources(type)).toMatchSnapshot();
});

test('no vendor may delete or read', () => {
  const granted = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  expect(granted).toContain('"s3:PutObject"');
  expect(granted).not.toMatch(/"s3:(\*|Delete|Get(?!BucketLocation))/);
});
