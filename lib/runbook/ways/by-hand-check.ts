import type { Destination } from '../../config/destination';
import { partitionOf } from '../../config/partition';
import { objectArns } from '../../policy/scope';
import { quoted } from '../../terminal/quoted';
import { surroundingsOf } from '../input';
import { command } from '../shell';

/** Asks IAM's simulator for an object in scope and one beside it. `arn` is a word of the shell. */
export function checkCommands(destination: Destination, arn: string): string[] {
  const { region, bucketName } = surroundingsOf(destination);
  const { permissions, objects } = destination;
  const bucketArn = `arn:${partitionOf(region)}:s3:::${bucketName}`;
  if (!permissions.put && !permissions.read) return [];
  return [...objectArns(bucketArn, objects), ...besides(bucketArn, destination)].map((resource) =>
    command('aws iam simulate-principal-policy', {
      'policy-source-arn': arn,
      'action-names': permissions.put ? 's3:PutObject' : 's3:GetObject',
      'resource-arns': quoted(resource.replace('*', 'probe')),
      query: quoted('EvaluationResults[].[EvalResourceName,EvalDecision]'),
      output: 'text',
    }),
  );
}

/** A neighbour of the scope; none where the scope is the whole bucket. */
function besides(bucketArn: string, { objects: { prefixes, pattern } }: Destination): string[] {
  const [first] = prefixes;
  if (first !== undefined) return [`${bucketArn}/${first}-beside/${pattern}`];
  return pattern === '*' ? [] : [`${bucketArn}/probe`];
}
