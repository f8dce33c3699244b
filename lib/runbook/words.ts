import type { Destination } from '../config/destination';
import { hasBuiltInProvider } from '../config/issuer';
import { partitionOf } from '../config/partition';
import { policySet } from '../policy/documents';
import type { Statement } from '../policy/statement';
import { type RunbookInput, surroundingsOf } from './input';

/** What several sections say of a destination, in the same words. */

export const vendorOf = ({ preset }: Pick<RunbookInput, 'preset'>): string => preset?.name ?? 'the vendor';

/** As a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const writesIn = ({ permissions }: Pick<Destination, 'permissions'>): 'writes' | 'reads' =>
  permissions.put ? 'writes' : 'reads';

/** How the writer is called where a person makes it by hand: CloudFormation makes up what the file leaves open. */
export function writerName({
  name,
  access,
  permissions: { put },
}: Pick<Destination, 'name' | 'access' | 'permissions'>): string {
  const given = 'userName' in access ? access.userName : 'roleName' in access ? access.roleName : undefined;
  const role = put ? '-writer' : '-reader';
  return given ?? `${name.slice(0, 64 - role.length)}${role}`;
}

export const INLINE_POLICY = 's3-destination';

/** The ARN of the user or role that is made by hand. */
export function writerArn(destination: Destination): string | undefined {
  const { access } = destination;
  if (access.type === 'bucket-policy' || access.type === 'none') return undefined;
  const { accountId, region } = surroundingsOf(destination);
  const kind = access.type === 'iam-user' ? 'user' : 'role';
  return `arn:${partitionOf(region)}:iam::${accountId}:${kind}${access.path ?? '/'}${writerName(destination)}`;
}

/** Whether setting the destination up makes an OIDC provider: an account holds one for each issuer. */
export function makesProvider({ access }: Pick<Destination, 'access'>): boolean {
  return (
    access.type === 'web-identity-role' &&
    access.providerArn === undefined &&
    !hasBuiltInProvider(access.issuer)
  );
}

/** Whether a value of the vendor's is still to come. */
export const isPending = ({ access }: Pick<Destination, 'access'>): boolean =>
  'pending' in access && access.pending;

/** The statements of all documents, for the surroundings as far as they are known. */
export function documentsOf({ destination, now }: RunbookInput) {
  return policySet(destination, surroundingsOf(destination), new Date(now));
}

export function grantedActions(statements: readonly Statement[]): string[] {
  return [
    ...new Set(statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions)),
  ];
}

/** ` --config orders.yaml`, where the file is not the one that every command reads. */
export const configFlag = ({ file }: Pick<Destination, 'file'>): string =>
  file === 'destination.yaml' ? '' : ` --config ${file}`;
