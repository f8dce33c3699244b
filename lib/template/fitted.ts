import type { Destination } from '../config/destination';
import type { SinkDraft } from '../config/draft';
import type { Complaint } from '../config/problem';
import { limitComplaints } from '../config/sink-limits';
import { sizeComplaints } from '../policy/limits';
import type { TemplateParameter } from './parameters';
import { withValues } from './with-values';

/** Values that stand in policies and keys, so that their lengths add up. */
const LENGTHEN = /^(Prefix\d*|ExternalId|Subject|Principal|ProviderArn|SourceArn)$/;
/**
 * The longest ARN of a role: 64 characters of name, 512 of path, and what is before them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, read 2026-11-21
 */
const LONGEST_ARN = 64 + 512 + 'arn:aws-us-gov:iam::111122223333:role'.length;
/** The longest name of a partition that has a console. */
const LONGEST_REGION = 'us-gov-west-1';

/**
 * The parameters with no more characters than AWS takes of what is made of them: IAM limits policies, S3 keys, and
 * Lambda settings. What a destination file is told by `check`, the form of CloudFormation has to say before it begins.
 */
export function fitted(
  destination: Destination,
  parameters: readonly TemplateParameter[],
  now: Date,
): TemplateParameter[] {
  const bounded = parameters.map(withBound);
  const growing = bounded.filter(({ id, rule }) => LENGTHEN.test(id) && rule.maxLength !== undefined);
  const most = Math.max(0, ...growing.map(({ rule }) => rule.maxLength ?? 0));
  const fits = (length: number) => {
    const longest = growing.map(({ id, rule }): [string, string] => [
      id,
      'x'.repeat(Math.min(length, rule.maxLength ?? length)),
    ]);
    const values = { BucketName: 'x'.repeat(63), ...Object.fromEntries(longest) };
    const changed = withValues(destination, parameters, values);
    return complaints({ ...changed, environment: { region: LONGEST_REGION } }, now).length === 0;
  };
  const limit = largest(most, fits);
  return bounded.map((parameter) => {
    const { rule, value } = parameter;
    if (!LENGTHEN.test(parameter.id) || (rule.maxLength ?? 0) <= limit) return parameter;
    // What the file says fits as it is, together with the others.
    return { ...parameter, rule: { ...rule, maxLength: Math.max(limit, value.length) } };
  });
}

/** AWS says how long an ARN can be by saying how long its parts are. */
function withBound(parameter: TemplateParameter): TemplateParameter {
  const { id, rule, value } = parameter;
  if (!LENGTHEN.test(id) || !value.startsWith('arn:')) return parameter;
  return {
    ...parameter,
    rule: { ...rule, maxLength: rule.maxLength ?? Math.max(LONGEST_ARN, value.length) },
  };
}

function complaints(destination: Destination, now: Date): Complaint[] {
  const { sink, objects } = destination;
  return [
    ...sizeComplaints(destination, now),
    ...(sink === undefined ? [] : limitComplaints(sink as SinkDraft, objects)),
  ];
}

/** The largest number up to `most` that fits, where all below it fit too. */
function largest(most: number, fits: (length: number) => boolean): number {
  let [fine, tooMany] = [0, most + 1];
  while (tooMany - fine > 1) {
    const middle = Math.floor((fine + tooMany) / 2);
    if (fits(middle)) fine = middle;
    else tooMany = middle;
  }
  return fine;
}
