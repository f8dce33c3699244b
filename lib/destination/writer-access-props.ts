import type { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';

/** What users and roles have in common. */
export interface WriterIdentityProps {
  /**
   * A managed policy that bounds what the identity can ever do.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The IAM path, for example `/vendors/`.
   *
   * @default '/'
   */
  readonly path?: string;
}

export interface IamUserProps extends WriterIdentityProps {
  /**
   * Name of the user. A fixed name cannot be replaced by CloudFormation without a new name.
   *
   * @default - CloudFormation makes one up
   */
  readonly userName?: string;

  /**
   * Makes the access key with the stack and keeps its secret in Secrets Manager. Otherwise the key is issued outside
   * CloudFormation, so that no template, state or log ever refers to it.
   *
   * @default false
   */
  readonly keyInSecretsManager?: boolean;

  /**
   * Which access keys exist, with `keyInSecretsManager`. To rotate, deploy `[1]`, then `[1, 2]` (the secret holds the
   * new key, the old one still works), then `[2]`.
   *
   * @default [1]
   */
  readonly keySerials?: number[];
}

/** What the two kinds of role have in common. */
export interface WriterRoleProps extends WriterIdentityProps {
  /**
   * Name of the role.
   *
   * @default - CloudFormation makes one up
   */
  readonly roleName?: string;

  /**
   * How long a session may last, 1 to 12 hours.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;

  /**
   * Further conditions of the trust policy, as IAM writes them: operator → key → values. They can only narrow it.
   *
   * @default - none
   */
  readonly conditions?: { [operator: string]: { [key: string]: string[] } };
}

export interface CrossAccountRoleProps extends WriterRoleProps {
  /**
   * Who assumes the role: an account ID, or the ARN of a role or user. Of a token nobody can tell whether it is a whole
   * account: give an external ID too, unless it is the ARN of a role or user for certain.
   */
  readonly principal: string;

  /**
   * What the vendor must send as it assumes the role, 2 to 1,224 characters. Required where `principal` is a whole
   * account: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   *
   * @default - none
   */
  readonly externalId?: string;

  /**
   * The vendor shows the external ID only after the role exists: until it is set, nobody may assume the role. The
   * role's ARN stays when the value comes.
   *
   * @default false
   */
  readonly externalIdPending?: boolean;
}

export interface WebIdentityRoleProps extends WriterRoleProps {
  /** The OIDC issuer, for example `accounts.google.com` or `token.actions.githubusercontent.com`. */
  readonly issuer: string;

  /**
   * The `sub` claims that are let in. One with `*` or `?` is a pattern; for Google and for GitHub's repositories such
   * patterns are refused.
   *
   * @default - none; then `subjectsPending` must be true
   */
  readonly subjects?: string[];

  /**
   * The vendor names the subject only after the role exists: until it is set, nobody may assume the role.
   *
   * @default false
   */
  readonly subjectsPending?: boolean;

  /**
   * The `aud` claim. For Google it is the `azp` claim where the token has one.
   *
   * @default - `sts.amazonaws.com` for GitHub, any for Google; other issuers want one
   */
  readonly audience?: string;

  /**
   * `accounts.google.com:oaud`, the `aud` claim of a Google token.
   *
   * @default - any
   */
  readonly originalAudience?: string;

  /**
   * ARN of the provider that the account has already. An account holds one for each issuer.
   *
   * @default - the provider is made, where the issuer needs one; roles of one stack share it
   */
  readonly providerArn?: string;
}

export interface BucketPolicyPrincipalProps {
  /** An account ID, the ARN of a role or user, or a service such as `delivery.logs.amazonaws.com`. */
  readonly principal: string;

  /**
   * The account on whose behalf a service writes (`aws:SourceAccount`). A service needs this or `sourceArn`.
   *
   * @default - none
   */
  readonly sourceAccount?: string;

  /**
   * The resource on whose behalf a service writes (`aws:SourceArn`).
   *
   * @default - none
   */
  readonly sourceArn?: string;

  /**
   * Further conditions of the grant, as IAM writes them: operator → key → values. They can only narrow it.
   *
   * @default - none
   */
  readonly conditions?: { [operator: string]: { [key: string]: string[] } };
}
