import { covers } from '../../vendors/pattern';
import type { Condition } from './document';
import type { Grant } from './grant';
import { type Filling, filledTexts, holdsPolicyVariable, placeholdersOf } from './placeholder';

/** What is known of the destination before its permissions are. */
export interface Surroundings {
  /** The kit makes the bucket, and with it the statement that denies requests without TLS. */
  readonly newBucket: boolean;
  /** The account that owns the bucket. */
  readonly accountId?: string;
  /** Conditions that the access itself holds, whatever is granted. */
  readonly ofAccess: readonly Condition[];
  /** What the user's prefixes stand for in the documents, one for each. */
  readonly fillings: readonly Filling[];
}

/** Whether a destination grants only what the condition lets pass, so that it may be left out of its policy. */
export function isHeld(condition: Condition, grant: Grant, surroundings: Surroundings): boolean {
  const { operator, values } = condition;
  const key = condition.key.toLowerCase();
  if (surroundings.ofAccess.some((own) => isSame(own, condition))) return true;
  switch (`${operator} ${key}`) {
    case 'Bool aws:securetransport':
      return surroundings.newBucket && values.every((value) => value.toLowerCase() === 'true');
    case 'StringEquals s3:resourceaccount':
    case 'StringEquals aws:resourceaccount':
      return values.some((value) => value === surroundings.accountId || isLeftOpen(value));
    case 'StringLike s3:prefix': {
      if (values.some(holdsPolicyVariable)) return false;
      const own = [grant.conditions?.StringLike?.['s3:prefix'] ?? []].flat();
      return (
        own.length > 0 &&
        own.every((one) =>
          values
            .flatMap((value) => filledTexts(value, surroundings.fillings))
            .some((value) => covers(value, one)),
        )
      );
    }
    default:
      return false;
  }
}

/** `aws:SecureTransport: false`, which the policy of a new bucket denies too. */
export const deniesPlainHttp = ({ operator, key, values }: Condition) =>
  operator === 'Bool' &&
  key.toLowerCase() === 'aws:securetransport' &&
  values.every((value) => value.toLowerCase() === 'false');

export const isSame = (one: Condition, other: Condition) => JSON.stringify(one) === JSON.stringify(other);

/** Whether all of the value is left to the reader, who owns the bucket. */
const isLeftOpen = (value: string) => value !== '' && placeholdersOf(value).join('') === value;

/** For people: `StringEquals aws:SourceAccount` */
export const nameOf = ({ operator, key }: Condition) => `${operator} ${key}`;
