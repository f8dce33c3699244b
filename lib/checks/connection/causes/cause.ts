import type { StepKind } from '../steps';

/** What is known besides the answer itself. */
export type Circumstance =
  /** `--endpoint-url` begins with http:// */
  | 'plain-http'
  /** no request before it succeeded */
  | 'nothing-worked'
  /** `--endpoint-url` names a store that may be no S3 */
  | 'other-store'
  /** an ACL header was sent */
  | 'acl-sent'
  /** a checksum was sent, as SDKs do since January 2025 */
  | 'checksum-sent'
  /** the path that was asked for begins with a slash, ends with one, or holds two in a row */
  | 'path-with-slashes'
  /** the path that was asked for is not under what the file declares */
  | 'path-outside'
  /** the writer may put what has two slashes behind the prefix */
  | 'double-slash-allowed'
  /** the writer may put what is called as the prefix itself */
  | 'prefix-itself-allowed'
  /** HTTPS_PROXY or its like is set */
  | 'proxy-set'
  /** S3, STS or a store like it answered */
  | 'understood'
  | 'not-understood'
  /** the file demands MFA of whoever assumes the role */
  | 'mfa-in-file'
  /** the file has further conditions */
  | 'conditions-in-file'
  /** the file has an external ID */
  | 'external-id'
  /** who assumes the role is of another account than the principal of the file */
  | 'caller-elsewhere'
  /** the token's own claims, against the file and the clock */
  | 'token-expired'
  | 'token-issuer-differs'
  | 'token-audience-differs'
  | 'token-subject-differs'
  /** delete is granted until a day */
  | 'delete-until'
  /** the bucket is elsewhere than the file says */
  | 'region-differs'
  /** the request was expected to be denied, and nothing failed */
  | 'allowed';

/** Why something went otherwise than declared, and what to do. All of `when` has to be so; the first cause counts. */
export interface Cause {
  readonly id: string;
  readonly when: {
    readonly codes?: readonly string[];
    readonly statuses?: readonly number[];
    /** An expression on the words of AWS. */
    readonly says?: string;
    readonly steps?: readonly StepKind[];
    readonly given?: readonly Circumstance[];
  };
  /** With `{names}` of what `diagnose` knows. */
  readonly because: string;
  readonly remedy: string;
  /** Every other request would end the same way: the test stops. */
  readonly fatal?: true;
}
