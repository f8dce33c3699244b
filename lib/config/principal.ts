/** Who a policy names, as a destination file writes it: an account ID, the ARN of a role or user, or an AWS service. */

export const isWholeAccount = (principal: string) => /^\d{12}$|:root$/.test(principal);

/** A role may be named `x.amazonaws.com` too. */
export const isService = (principal: string) =>
  !principal.startsWith('arn:') && /\.amazonaws\.com(\.cn)?$/.test(principal);
