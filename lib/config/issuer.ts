export const GOOGLE = 'accounts.google.com';
const GITHUB = 'token.actions.githubusercontent.com';

/** `https://accounts.google.com` → `accounts.google.com`, the form of IAM's condition keys. */
export const bareIssuer = (issuer: string) => issuer.replace(/^https:\/\//, '');

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html: no provider resource for these. */
export const hasBuiltInProvider = (issuer: string) =>
  issuer === GOOGLE || issuer === 'cognito-identity.amazonaws.com';

/** An enterprise on GitHub may have an issuer of its own, with its name as the path. */
export const isGitHub = (issuer: string) => issuer === GITHUB || issuer.startsWith(`${GITHUB}/`);

/** The audience of the AWS action for GitHub's tokens, https://github.com/aws-actions/configure-aws-credentials */
export const defaultAudience = (issuer: string) => (isGitHub(issuer) ? 'sts.amazonaws.com' : undefined);
