import {
  type PolicyDocument,
  PolicyStatement,
  PrincipalBase,
  type PrincipalPolicyFragment,
} from 'aws-cdk-lib/aws-iam';
import { type Statement, toDocument } from '../policy/statement';

/** What `lib/policy` decided, as the CDK wants it, letter by letter. */
export function toPolicyStatement(statement: Statement): PolicyStatement {
  return PolicyStatement.fromJson(toDocument([statement]).Statement[0]);
}

/** A trust policy as `lib/policy` wrote it, in the place where the CDK's `Role` asks for a principal. */
export class TrustPolicy extends PrincipalBase {
  constructor(private readonly statements: readonly Statement[]) {
    super();
  }

  get policyFragment(): PrincipalPolicyFragment {
    throw new Error('A trust policy is a whole document: it stands for no single principal.');
  }

  override addToAssumeRolePolicy(document: PolicyDocument): void {
    document.addStatements(...this.statements.map(toPolicyStatement));
  }

  dedupeString(): string | undefined {
    return undefined;
  }
}
