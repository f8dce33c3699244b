import { provisioned } from './support';

const stack = provisioned();
const byLogicalId = <T extends { readonly logicalId: string }>(items: readonly T[], logicalId: string) =>
  items.find((item) => item.logicalId === logicalId);

test('users come with attached and inline policies, path and boundary', () => {
  const writer = byLogicalId(stack.users, 'Writer');
  expect(writer?.arn).toMatch(/^arn:aws:iam::111122223333:user\/vendors\/S3Destination-test-Writer-/);
  expect(writer?.policies.map(({ name }) => name)).toEqual(['WriterPolicy']);
  const bounded = byLogicalId(stack.users, 'BoundedWriter');
  expect(bounded?.policies.map(({ name }) => name)).toEqual(['Everything']);
  expect(Object.keys(stack.managedPolicies)).toEqual([bounded?.permissionsBoundary]);
});

test('roles come with trust, longest session and policies of both kinds', () => {
  const role = byLogicalId(stack.roles, 'VendorRole');
  expect(role?.policies.map(({ name }) => name)).toEqual(['List', 'VendorRolePolicy']);
  expect(role?.maxSessionSeconds).toBe(7200);
  expect(byLogicalId(stack.roles, 'GoogleRole')?.maxSessionSeconds).toBe(3600);
  expect(JSON.stringify(role?.trust)).toContain('"arn:aws:iam::999988887777:root"');
});

test('policies that are resources of their own are attached by name', () => {
  const PolicyDocument = { Version: '2012-10-17', Statement: [] };
  const { users, roles } = provisioned({
    Resources: {
      User: { Type: 'AWS::IAM::User', Properties: {} },
      OfUser: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: { Ref: 'User' }, PolicyDocument } },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: PolicyDocument } },
      OfRole: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'Role' }, PolicyDocument } },
      OfBoth: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { Users: [{ Ref: 'User' }], Roles: [{ Ref: 'Role' }], PolicyDocument },
      },
    },
  });
  expect(users[0]?.policies.map(({ name }) => name)).toEqual(['OfUser', 'OfBoth']);
  expect(roles[0]?.policies.map(({ name }) => name)).toEqual(['OfRole', 'OfBoth']);
});

test('buckets come with their policies, which name what exists', () => {
  expect(stack.buckets.map(({ name }) => name)).toEqual(['acme-exports', 'acme-vault', 'acme-legacy']);
  expect(stack.bucketPolicies).toHaveLength(1);
  expect(JSON.stringify(stack.bucketPolicies)).toContain('"arn:aws:s3:::acme-exports/direct/*"');
});

test('keys, providers and outputs are there', () => {
  expect(stack.accessKeys).toMatchObject([
    { active: true, accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/) },
  ]);
  expect(stack.identityProviders).toMatchObject([
    { issuer: 'token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] },
  ]);
  expect(stack.keys).toMatchObject([
    { arn: expect.stringMatching(/^arn:aws:kms:eu-central-1:111122223333:key\//) },
  ]);
  expect(stack.outputs.BucketName).toBe('acme-exports');
});

test('what has no effect locally is named', () => {
  const names = stack.unrepresented.map(({ logicalId, property }) =>
    [logicalId, property].filter(Boolean).join('.'),
  );
  expect(names).toEqual([
    'Bucket.PublicAccessBlockConfiguration',
    'Bucket.BucketEncryption',
    'Bucket.VersioningConfiguration',
    'Bucket.LifecycleConfiguration',
    'Vault.PublicAccessBlockConfiguration',
    'Vault.BucketEncryption',
    'Key.EnableKeyRotation',
  ]);
});

test('a whole resource that the engine does nothing with is named', () => {
  const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } } };
  expect(provisioned(template).unrepresented).toEqual([{ logicalId: 'Topic', type: 'AWS::SNS::Topic' }]);
});

test('a policy that is none is an error that names the resource', () => {
  const template = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } } };
  expect(() => provisioned(template)).toThrow('Role: AssumeRolePolicyDocument is not a policy document');
});
