import type { Complaint } from '../config/problem';
import type {
  BucketPolicyPrincipalProps,
  CrossAccountRoleProps,
  IamUserProps,
  WebIdentityRoleProps,
  WriterIdentityProps,
  WriterRoleProps,
} from './writer-access-props';

/** Props in the words of the destination file, so that one schema checks both. */
export interface AccessSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the destination file could not even say. */
  readonly complaints: readonly Complaint[];
}

export function iamUserSettings(props: IamUserProps): AccessSettings {
  return { settings: identity(props), complaints: [] };
}

export function crossAccountRoleSettings({
  externalId,
  externalIdPending,
  ...rest
}: Omit<CrossAccountRoleProps, 'principal'> = {}): AccessSettings {
  return {
    settings: { ...role(rest), externalId: externalIdPending ? 'pending' : externalId },
    complaints: contradiction('externalId', externalId, externalIdPending),
  };
}

export function webIdentityRoleSettings({
  subjects,
  subjectsPending,
  ...rest
}: Omit<WebIdentityRoleProps, 'issuer'> = {}): AccessSettings {
  return {
    settings: { ...role(rest), subjects: subjectsPending ? 'pending' : (subjects ?? []) },
    complaints: contradiction('subjects', subjects, subjectsPending),
  };
}

export function bucketPolicyPrincipalSettings(props: Partial<BucketPolicyPrincipalProps>): AccessSettings {
  return { settings: { ...props }, complaints: [] };
}

/** The destination file counts sessions in whole hours, and so does the check. */
function role({ maxSessionDuration, ...rest }: WriterRoleProps) {
  return { ...identity(rest), maxSessionHours: maxSessionDuration?.toHours({ integral: false }) };
}

function identity({ permissionsBoundary, ...rest }: WriterIdentityProps) {
  return { ...rest, permissionsBoundary: permissionsBoundary?.managedPolicyArn };
}

function contradiction(key: string, value: unknown, pending: boolean | undefined): Complaint[] {
  if (!pending || value === undefined) return [];
  return [{ path: [key], message: `stands beside ${key}Pending: take one of them out` }];
}
