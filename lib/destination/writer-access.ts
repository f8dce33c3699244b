import type { IManagedPolicy, IRole, IUser } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import { accessComplaints } from '../config/consistency';
import type { Access } from '../config/destination';
import { resolveAccess } from '../config/resolve';
import {
  bucketPolicySchema,
  crossAccountRoleSchema,
  iamUserSchema,
  webIdentityRoleSchema,
} from '../config/schema';
import { grantInBucketPolicy } from './bucket-policy-principal';
import { makeIamUser } from './iam-user';
import { checkProps } from './props-error';
import { makeRole } from './role';
import type {
  BucketPolicyPrincipalProps,
  CrossAccountRoleProps,
  IamUserProps,
  WebIdentityRoleProps,
  WriterRoleProps,
} from './writer-access-props';
import type { WriterGrant } from './writer-grant';

/** What `WriterAccess.bind` made. */
export interface WriterConfig {
  /**
   * The user that writes.
   *
   * @default - the writer is no user
   */
  readonly user?: IUser;

  /**
   * The role that writes.
   *
   * @default - the writer is no role
   */
  readonly role?: IRole;

  /**
   * The current access key: `AccessKeyId`, `SecretAccessKey`, `UserName`.
   *
   * @default - no key is kept in Secrets Manager
   */
  readonly accessKeySecret?: ISecret;

  /**
   * What the vendor must send as it assumes the role.
   *
   * @default - none
   */
  readonly externalId?: string;
}

/**
 * How the vendor gets in. Props are checked as the access is made; its resources are made by the `Writer`.
 */
export abstract class WriterAccess {
  /** An IAM user, whose access key is issued outside the stack or kept in Secrets Manager. */
  static iamUser(props: IamUserProps = {}): WriterAccess {
    return checked('WriterAccess.iamUser', iamUserSchema, { type: 'iam-user', ...withBoundaryArn(props) });
  }

  /** A role that the vendor's AWS account assumes, with an external ID where a whole account is trusted. */
  static crossAccountRole(props: CrossAccountRoleProps): WriterAccess {
    const { externalIdPending, externalId, ...rest } = props;
    return checked('WriterAccess.crossAccountRole', crossAccountRoleSchema, {
      type: 'cross-account-role',
      ...inHours(withBoundaryArn(rest)),
      externalId: externalIdPending ? 'pending' : externalId,
    });
  }

  /** A role that tokens of an OIDC issuer assume: Google, GitHub, or any other over https. */
  static webIdentityRole(props: WebIdentityRoleProps): WriterAccess {
    const { subjectsPending, subjects, ...rest } = props;
    return checked('WriterAccess.webIdentityRole', webIdentityRoleSchema, {
      type: 'web-identity-role',
      ...inHours(withBoundaryArn(rest)),
      subjects: subjectsPending ? 'pending' : subjects,
    });
  }

  /** A principal of the vendor, or an AWS service, that the bucket policy names. Needs a bucket of this app. */
  static bucketPolicyPrincipal(props: BucketPolicyPrincipalProps): WriterAccess {
    return checked('WriterAccess.bucketPolicyPrincipal', bucketPolicySchema, {
      type: 'bucket-policy',
      ...props,
    });
  }

  /**
   * What a destination file says; it was checked with the file.
   *
   * @internal
   */
  static _of(access: Access): WriterAccess {
    return new CheckedAccess(access);
  }

  /** Called by the `Writer`: makes the identity in `scope` and grants it what `grant` says. */
  abstract bind(scope: Construct, grant: WriterGrant): WriterConfig;
}

class CheckedAccess extends WriterAccess {
  constructor(private readonly access: Access) {
    super();
  }

  override bind(scope: Construct, grant: WriterGrant): WriterConfig {
    switch (this.access.type) {
      case 'iam-user':
        return makeIamUser(scope, this.access, grant);
      case 'cross-account-role':
      case 'web-identity-role':
        return makeRole(scope, this.access, grant);
      case 'bucket-policy':
        return grantInBucketPolicy(scope, this.access, grant);
      case 'none':
        return {};
    }
  }
}

type AccessSchema =
  | typeof iamUserSchema
  | typeof crossAccountRoleSchema
  | typeof webIdentityRoleSchema
  | typeof bucketPolicySchema;

function checked(factory: string, schema: AccessSchema, props: Record<string, unknown>): WriterAccess {
  const input: z.output<AccessSchema> = checkProps(factory, schema, props, accessComplaints);
  return new CheckedAccess(resolveAccess(input));
}

function withBoundaryArn<T extends { readonly permissionsBoundary?: IManagedPolicy }>(props: T) {
  return { ...props, permissionsBoundary: props.permissionsBoundary?.managedPolicyArn };
}

/** The destination file counts sessions in whole hours, and so does the check. */
function inHours<T extends Pick<WriterRoleProps, 'maxSessionDuration'>>({ maxSessionDuration, ...rest }: T) {
  return { ...rest, maxSessionHours: maxSessionDuration?.toHours({ integral: false }) };
}
