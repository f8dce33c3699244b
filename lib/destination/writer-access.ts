import { Token } from 'aws-cdk-lib';
import type { IRole, IUser } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { accessComplaints } from '../config/access-consistency';
import type { Access } from '../config/destination';
import type { AccessDraft } from '../config/draft';
import { isWholeAccount } from '../config/principal';
import type { Complaint } from '../config/problem';
import { resolveAccess } from '../config/resolve';
import {
  bucketPolicySchema,
  crossAccountRoleSchema,
  iamUserSchema,
  webIdentityRoleSchema,
} from '../config/schema';
import type { Preset } from '../vendors/preset';
import {
  type AccessSettings,
  bucketPolicyPrincipalSettings,
  crossAccountRoleSettings,
  iamUserSettings,
  webIdentityRoleSettings,
} from './access-settings';
import { atHome } from './at-home';
import { grantInBucketPolicy } from './bucket-policy-principal';
import { defined } from './defined';
import { makeIamUser } from './iam-user';
import { checkProps } from './props-error';
import { makeRole } from './role';
import type {
  BucketPolicyPrincipalProps,
  CrossAccountRoleProps,
  IamUserProps,
  WebIdentityRoleProps,
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
    return WriterAccess._checked('WriterAccess.iamUser', 'iam-user', iamUserSettings(props));
  }

  /** A role that the vendor's AWS account assumes, with an external ID where a whole account is trusted. */
  static crossAccountRole(props: CrossAccountRoleProps): WriterAccess {
    const settings = crossAccountRoleSettings(props);
    return WriterAccess._checked('WriterAccess.crossAccountRole', 'cross-account-role', settings);
  }

  /** A role that tokens of an OIDC issuer assume: Google, GitHub, or any other over https. */
  static webIdentityRole(props: WebIdentityRoleProps): WriterAccess {
    const settings = webIdentityRoleSettings(props);
    return WriterAccess._checked('WriterAccess.webIdentityRole', 'web-identity-role', settings);
  }

  /** A principal of the vendor, or an AWS service, that the bucket policy names. Needs a bucket of this app. */
  static bucketPolicyPrincipal(props: BucketPolicyPrincipalProps): WriterAccess {
    const settings = bucketPolicyPrincipalSettings(props);
    return WriterAccess._checked('WriterAccess.bucketPolicyPrincipal', 'bucket-policy', settings);
  }

  /** Nobody: only a sink writes. */
  static none(): WriterAccess {
    return new CheckedAccess({ type: 'none' });
  }

  /**
   * Props in the words of the destination file, with what the vendor's preset says under them.
   *
   * @internal
   */
  static _checked(
    factory: string,
    type: keyof typeof SCHEMAS,
    { settings, complaints }: AccessSettings,
    vendor?: Preset,
  ): WriterAccess {
    const input: z.output<(typeof SCHEMAS)[typeof type]> = checkProps(
      factory,
      SCHEMAS[type],
      { type, ...vendor?.access[type], ...defined(settings) },
      {
        further: (access) => [
          ...complaints,
          ...accessComplaints(access),
          ...patternsBesideTokens(access),
          ...unknownPrincipal(access),
        ],
        known: ['issuer', 'keySerials', 'maxSessionHours'],
      },
    );
    return new CheckedAccess(resolveAccess(input), vendor);
  }

  /**
   * What a destination file says; it was checked with the file.
   *
   * @internal
   */
  static _of(access: Access, vendor?: Preset): WriterAccess {
    return new CheckedAccess(access, vendor);
  }

  /** Called by the `Writer`: makes the identity in `scope` and grants it what `grant` says. */
  abstract bind(scope: Construct, grant: WriterGrant): WriterConfig;
}

class CheckedAccess extends WriterAccess {
  constructor(
    private readonly access: Access,
    private readonly vendor?: Preset,
  ) {
    super();
  }

  override bind(scope: Construct, grant: WriterGrant): WriterConfig {
    const access = atHome(scope, this.access, this.vendor);
    switch (access.type) {
      case 'iam-user':
        return makeIamUser(scope, access, grant);
      case 'cross-account-role':
      case 'web-identity-role':
        return makeRole(scope, access, grant);
      case 'bucket-policy':
        return grantInBucketPolicy(scope, access, grant);
      case 'none':
        return {};
    }
  }
}

const SCHEMAS = {
  'iam-user': iamUserSchema,
  'cross-account-role': crossAccountRoleSchema,
  'web-identity-role': webIdentityRoleSchema,
  'bucket-policy': bucketPolicySchema,
} as const;

/** What CloudFormation fills in may be a whole account. */
function unknownPrincipal(access: AccessDraft): Complaint[] {
  if (access.type !== 'cross-account-role' || !Token.isUnresolved(access.principal)) return [];
  // That a root is a whole account is seen without knowing the rest, and said already.
  if (access.externalId !== undefined || isWholeAccount(String(access.principal))) return [];
  const message =
    'is missing: the principal is known only at deployment and may be a whole account; write the external ID that the vendor shows';
  return [{ path: ['externalId'], message }];
}

/** A subject with a wildcard makes all of them patterns, and a token could bring a wildcard that nobody saw. */
function patternsBesideTokens(access: AccessDraft): Complaint[] {
  if (access.type !== 'web-identity-role' || !Array.isArray(access.subjects)) return [];
  const { subjects } = access;
  if (!subjects.some((subject) => Token.isUnresolved(subject))) return [];
  return subjects.flatMap((subject, index) =>
    /[*?]/.test(subject)
      ? [
          {
            path: ['subjects', index],
            message: 'is a pattern beside a subject that is known only at deployment: make two roles',
          },
        ]
      : [],
  );
}
