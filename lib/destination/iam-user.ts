import { SecretValue } from 'aws-cdk-lib';
import { AccessKey, Policy, User } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { IamUser } from '../config/destination';
import { writerStatements } from '../policy/writer';
import { boundaryOf } from './boundary';
import { toPolicyStatement } from './policy-statement';
import type { WriterConfig } from './writer-access';
import { grantsOf, type WriterGrant } from './writer-grant';

export function makeIamUser(scope: Construct, access: IamUser, grant: WriterGrant): WriterConfig {
  const { grants, target } = grantsOf(scope, grant);
  const user = new User(scope, 'User', {
    userName: access.userName,
    path: access.path,
    permissionsBoundary: boundaryOf(scope, access),
  });
  new Policy(scope, 'Policy', {
    statements: writerStatements(grants, target).map(toPolicyStatement),
    users: [user],
  });
  return { user, accessKeySecret: keyInSecretsManager(scope, user, access.keySerials) };
}

/** Every serial is a resource of its own, so that a new key comes before the old one goes; the secret holds the last. */
function keyInSecretsManager(scope: Construct, user: User, serials: readonly number[]): ISecret | undefined {
  const key = serials.map((serial) => new AccessKey(scope, `AccessKey${serial}`, { user })).at(-1);
  if (key === undefined) return undefined;
  return new Secret(scope, 'AccessKeySecret', {
    description: 'Access key of the user that writes to the S3 destination',
    secretObjectValue: {
      UserName: SecretValue.unsafePlainText(user.userName),
      AccessKeyId: SecretValue.unsafePlainText(key.accessKeyId),
      SecretAccessKey: key.secretAccessKey,
    },
  });
}
