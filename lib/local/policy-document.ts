/** Statements as IAM writes them. The simulator validates what stands in them. */
export interface PolicyStatement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly [element: string]: unknown;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

export function isPolicyDocument(value: unknown): value is PolicyDocument {
  return (
    typeof value === 'object' && value !== null && 'Statement' in value && typeof value.Statement === 'object'
  );
}

export function statementsOf(document: PolicyDocument): readonly PolicyStatement[] {
  return isList(document.Statement) ? document.Statement : [document.Statement];
}

function isList(value: PolicyDocument['Statement']): value is readonly PolicyStatement[] {
  return Array.isArray(value);
}
