import type { IRole, IUser } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { required } from './props-error';
import type { WriterAccess } from './writer-access';
import type { WriterGrant } from './writer-grant';

/** What to write where `access` is missing. */
export const WRITE_ACCESS = 'how the vendor gets in, for example WriterAccess.iamUser()';

export interface WriterProps extends WriterGrant {
  /** How the vendor gets in. */
  readonly access: WriterAccess;
}

/** The identity that writes into a bucket: a user, a role, or a principal that the bucket policy names. */
export class Writer extends Construct {
  /** The user, with `WriterAccess.iamUser`. */
  readonly user?: IUser;
  /** The role, with `WriterAccess.crossAccountRole` and `webIdentityRole`. */
  readonly role?: IRole;
  /** The current access key, where Secrets Manager keeps it: `AccessKeyId`, `SecretAccessKey`, `UserName`. */
  readonly accessKeySecret?: ISecret;
  /** What the vendor must send as it assumes the role. */
  readonly externalId?: string;

  constructor(scope: Construct, id: string, props: WriterProps) {
    super(scope, id);
    const { access } = required('Writer', props, {
      access: WRITE_ACCESS,
      bucket: 'the bucket to write into',
    });
    const made = access.bind(this, props);
    this.user = made.user;
    this.role = made.role;
    this.accessKeySecret = made.accessKeySecret;
    this.externalId = made.externalId;
  }
}
