import type { Conditions } from '../config/destination';

/** A statement of a policy document, with what a document cannot say: why it is there and what it is about. */
export interface Statement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Empty in a trust policy, whose resource is the role itself. */
  readonly resources: readonly string[];
  /** Absent in an identity policy, whose principal is the identity itself. */
  readonly principal?: Principal;
  readonly conditions?: Conditions;
  readonly on: Place;
  /** One sentence for people who review the policy. */
  readonly reason: string;
  /** What `conditions` means, in words for the permission matrix; absent where there is none. */
  readonly when?: string;
}

export type Place = 'objects' | 'test-objects' | 'bucket' | 'key' | 'role';

export type Principal =
  | { readonly type: 'AWS'; readonly value: string }
  | { readonly type: 'Service'; readonly value: string }
  | { readonly type: 'Federated'; readonly value: string }
  | { readonly type: 'Everybody' };

export function allow(
  sid: string,
  on: Place,
  actions: readonly string[],
  resources: readonly string[],
  reason: string,
): Statement {
  return { sid, effect: 'Allow', actions, resources, on, reason };
}

/** A policy document as IAM and S3 read it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

export function toDocument(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements.map(toDocumentStatement) };
}

function toDocumentStatement(statement: Statement): Readonly<Record<string, unknown>> {
  return {
    Sid: statement.sid,
    Effect: statement.effect,
    ...(statement.principal === undefined ? {} : { Principal: toDocumentPrincipal(statement.principal) }),
    Action: oneOrMany(statement.actions),
    ...(statement.resources.length === 0 ? {} : { Resource: oneOrMany(statement.resources) }),
    ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
  };
}

function toDocumentPrincipal(principal: Principal): unknown {
  return principal.type === 'Everybody' ? { AWS: '*' } : { [principal.type]: principal.value };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] as string) : values;
}
