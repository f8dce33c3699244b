import { Lazy, Stack } from 'aws-cdk-lib';
import { OidcProviderNative } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * An account can hold one OIDC provider for each issuer, so all roles of a stack share it. Their audiences add up.
 */
export class SharedOidcProvider extends Construct {
  static of(scope: Construct, issuer: string): SharedOidcProvider {
    const stack = Stack.of(scope);
    const id = `OidcProvider-${encodeURIComponent(issuer)}`;
    return (
      (stack.node.tryFindChild(id) as SharedOidcProvider | undefined) ??
      new SharedOidcProvider(stack, id, issuer)
    );
  }

  readonly arn: string;
  private readonly audiences = new Set<string>();

  private constructor(scope: Construct, id: string, issuer: string) {
    super(scope, id);
    const provider = new OidcProviderNative(this, 'Provider', {
      url: `https://${issuer}`,
      clientIds: Lazy.list({ produce: () => [...this.audiences].sort() }),
    });
    this.arn = provider.oidcProviderArn;
  }

  addAudience(audience: string): void {
    this.audiences.add(audience);
  }
}
