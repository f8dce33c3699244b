import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Statement, toDocument } from '../policy/statement';
import { knownPartition } from './stack-partition';

/**
 * Statements for people to paste. What only CloudFormation knows stands there as it would in `Fn::Sub`:
 * `${AWS::AccountId}`, `${Bucket.Arn}`.
 */
export function statementText(scope: Construct, statements: readonly Statement[]): string {
  const stack = Stack.of(scope);
  const document: unknown = stack.resolve(toDocument(statements).Statement);
  return (document as unknown[])
    .map((statement) => JSON.stringify(flat(statement, knownNames(stack)), undefined, 2))
    .join(',\n');
}

/** What follows from the region is known, whether or not a feature flag makes the CDK write it out. */
function knownNames(stack: Stack): ReadonlyMap<string, string> {
  const partition = knownPartition(stack);
  return new Map(partition === undefined ? [] : [['AWS::Partition', partition]]);
}

function flat(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => flat(item, known));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (name !== undefined) return known.get(name) ?? `\${${name}}`;
  if (attribute !== undefined) return `\${${attribute.join('.')}}`;
  if (join !== undefined) return join[1].map((part) => flat(part, known)).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, flat(inner, known)]));
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::Join'?: readonly [separator: string, parts: readonly unknown[]];
}
