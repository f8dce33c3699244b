import type { Objects, Sink } from '../config/destination';
import { objectArns } from './scope';
import { allow, type Statement } from './statement';
import { type Target, throughS3 } from './writer';

/**
 * What the sink's role may do in the bucket, and nothing else. Its keys are prefix, template and suffix, in this order:
 * `sinkComplaints` refuses a sink whose suffix is not the pattern's ending, or with more than one prefix, so that every
 * key is in scope and none can be denied.
 */
export function sinkStatements(
  objects: Objects,
  target: Target,
  { deduplicate }: Pick<Sink, 'deduplicate'>,
): Statement[] {
  const scope = objectArns(target.bucketArn, objects);
  const statements = [
    allow(
      'WriteObjects',
      'objects',
      ['s3:PutObject'],
      scope,
      'the sink stores its objects, and only in scope',
    ),
  ];
  if (deduplicate) {
    statements.push(
      allow(
        'FindObjects',
        'objects',
        ['s3:GetObject'],
        scope,
        'the sink looks whether an object that another call began is there (HEAD), and needs this action for it',
      ),
    );
  }
  const { keyArn } = target;
  return keyArn === undefined
    ? statements
    : [...statements, keyStatement({ ...target, keyArn }, deduplicate)];
}

/** One PUT needs a data key. Decrypting is for what exists already. */
function keyStatement(target: Target & { readonly keyArn: string }, deduplicate: boolean): Statement {
  const actions = ['kms:GenerateDataKey', ...(deduplicate ? ['kms:Decrypt'] : [])];
  const reason = deduplicate
    ? 'S3 encrypts with the key on behalf of the sink, and decrypts where it looks for an object'
    : 'S3 encrypts with the key on behalf of the sink; it uploads no parts, so it decrypts nothing';
  return throughS3(allow('UseKeyThroughS3', 'key', actions, [target.keyArn], reason), target);
}
