import { partitionOf } from '../config/partition';
import type { Rule } from '../config/rules';

export interface QuickCreate {
  /** Where the stack is to be created. */
  readonly region: string;
  /** The address of the template in S3, which everybody who follows the link must be able to read. */
  readonly templateUrl: string;
  readonly stackName: string;
  /** Logical ID → value; the form shows them, and people can change them. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Amazon's partitions whose console has a public address. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Where a template may stand: CloudFormation reads it from S3 only, and the console takes 1,024 characters. */
export const TEMPLATE_URL: Rule = {
  is: 'the https address of the uploaded template in S3',
  minLength: 1,
  maxLength: 1024,
  checks: [
    {
      pattern: '^s3://',
      refuse: true,
      message:
        'is the form of the AWS CLI, and CloudFormation reads https: write https://<bucket>.s3.<region>.amazonaws.com/<key>',
    },
    {
      pattern:
        '^https://([a-z0-9][a-z0-9.-]*\\.)?s3(\\.dualstack)?([.-][a-z]{2}(-[a-z]+)+-\\d+)?\\.amazonaws\\.com(\\.cn)?/[^\\s#?"<>]+(\\?versionId=[\\w.~-]+)?$',
      message:
        'is no address of an object in S3, and CloudFormation reads templates from nowhere else: write https://<bucket>.s3.<region>.amazonaws.com/<key>',
    },
  ],
};

/** Whether the console of the region's partition can be linked to. */
export const hasConsole = (region: string): boolean => Object.hasOwn(CONSOLES, partitionOf(region));

/** What keeps CloudFormation in that region from reading the template: it reaches the S3 of its own partition only. */
export function unreachable(templateUrl: string, region: string): string | undefined {
  const { host } = new URL(templateUrl);
  const home = /(?:^|\.)s3[.-](?:dualstack\.)?([a-z]+-[a-z-]+-\d+)\./.exec(host)?.[1];
  // An address without a region is one of the oldest partition.
  const partition = home === undefined ? 'aws' : partitionOf(home);
  if (partition === partitionOf(region)) return undefined;
  return `is in the partition ${partition}, and ${region} is not: upload the template to a bucket of ${partitionOf(region)}, and write its region into the address`;
}

/**
 * The address that opens CloudFormation's console with one page filled in. Nothing is created before somebody who is
 * signed in to an account looks at the page and confirms it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html, read 2026-11-21
 *
 * @throws Error where the region's partition has no console that is known
 */
export function quickCreateLink({ region, templateUrl, stackName, parameters = {} }: QuickCreate): string {
  const host = CONSOLES[partitionOf(region)];
  if (host === undefined) throw new Error(`No console of CloudFormation is known for ${region}.`);
  const query = [
    ['templateURL', templateUrl],
    ['stackName', stackName],
    ...Object.entries(parameters).map(([id, value]) => [`param_${id}`, value]),
  ].map(([name, value]) => `${name}=${encoded(value as string)}`);
  return `https://${region}.${host}/cloudformation/home?region=${region}#/stacks/create/review?${query.join('&')}`;
}

/** Also what ends a link in Markdown or in a quoted attribute. */
function encoded(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
