import { isWholeAccount } from '../../config/principal';
import { covers, FILLED_IN } from '../../vendors/pattern';
import { holdsPolicyVariable, placeholdersOf, withPlaceholders } from './placeholder';

/** Whom a document names, as a destination file writes it; or that nobody can tell yet. */
export type ReadPrincipal =
  | { readonly principal: string; readonly narrowed: boolean }
  | { readonly wanted: string };

/** The document's principal, or the user's own choice within it; nothing where the choice is somebody else. */
export function readPrincipal(written: string, chosen: string | undefined): ReadPrincipal | undefined {
  const open = placeholdersOf(written).length > 0 || holdsPolicyVariable(written);
  if (chosen === undefined)
    return open
      ? { wanted: `the document leaves it to you, ${written}` }
      : { principal: shortened(written), narrowed: false };
  if (open)
    return covers(withPlaceholders(asArn(written)), asArn(chosen))
      ? { principal: chosen, narrowed: false }
      : undefined;
  if (asArn(written) === asArn(chosen)) return { principal: chosen, narrowed: false };
  const within =
    isWholeAccount(written) && accountOf(written) === accountOf(chosen) && !isWholeAccount(chosen);
  return within ? { principal: chosen, narrowed: true } : undefined;
}

/** Whether it is somebody of that account, or the document leaves to the reader of which. */
export function isOfAccount(written: string, accountId: string | undefined): boolean {
  const principal = asArn(withPlaceholders(written));
  const account = accountOf(principal);
  return principal === FILLED_IN || account === FILLED_IN || (account !== undefined && account === accountId);
}

export const WHOLE_ACCOUNT =
  "it is the whole account: everybody whom the vendor's administrators let; write the ARN of a role or user as the principal if the vendor names one";

/** An account as a file writes it; of another partition it keeps its ARN, which says so. */
const shortened = (principal: string) => principal.replace(/^arn:aws:iam::(\d{12}):root$/, '$1');
const asArn = (principal: string) =>
  /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
const accountOf = (principal: string) => asArn(principal).split(':')[4];
