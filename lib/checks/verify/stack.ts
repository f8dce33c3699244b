import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../config/destination';
import { usesOwnKey } from '../../policy/documents';
import { ask } from './ask';
import type { Place, Subject } from './place';
import type { Row } from './row';

/** What only CloudFormation knows by name. */
export interface StackParts {
  readonly keyArn?: string;
  readonly sink?: Subject;
  readonly rows: readonly Row[];
}

export const needsStack = ({ destination }: Pick<Place, 'destination'>) =>
  destination.sink !== undefined || usesOwnKey(destination);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export async function readStack(place: Place, client: CloudFormationClient): Promise<StackParts> {
  if (!needsStack(place)) return { rows: [] };
  const StackName = stackNameOf(place.destination);
  const what = `the resources of ${StackName}`;
  const answer = await ask({
    of: 'stack',
    what,
    action: 'cloudformation:ListStackResources',
    resource: stackArnOf(place),
    absent: ['ValidationError'],
    call: async () => {
      const found: { type: string; logical: string; physical: string }[] = [];
      for await (const page of paginateListStackResources({ client }, { StackName })) {
        for (const {
          ResourceType = '',
          LogicalResourceId = '',
          PhysicalResourceId,
        } of page.StackResourceSummaries ?? []) {
          if (PhysicalResourceId !== undefined)
            found.push({ type: ResourceType, logical: LogicalResourceId, physical: PhysicalResourceId });
        }
      }
      return found;
    },
  });
  if (answer.kind === 'unknown') return { rows: [answer.row] };
  if (answer.kind === 'absent') {
    const because = 'the stack is not there: deploy it, or look at --region and --profile';
    return { rows: [{ result: 'not verified', of: 'stack', what, because }] };
  }
  const named = (type: string, logical: RegExp) =>
    answer.value.find((one) => one.type === type && logical.test(one.logical))?.physical;
  // The names that the constructs have inside of the stack.
  const key = usesOwnKey(place.destination) ? named('AWS::KMS::Key', /^DestinationBucketKey/) : undefined;
  const role = place.destination.sink && named('AWS::IAM::Role', /^DestinationSinkRole/);
  return {
    ...(key === undefined ? {} : { keyArn: `${arnOf(place, 'kms')}:key/${key}` }),
    ...(role === undefined ? {} : { sink: sinkOf(place, role) }),
    rows: [
      ...(usesOwnKey(place.destination) && key === undefined ? [gone("the bucket's KMS key")] : []),
      ...(place.destination.sink !== undefined && role === undefined ? [gone('the role of the sink')] : []),
    ],
  };
}

export const stackArnOf = (place: Place) =>
  `${arnOf(place, 'cloudformation')}:stack/${stackNameOf(place.destination)}/*`;

const arnOf = ({ partition, region, account }: Place, service: string) =>
  `arn:${partition}:${service}:${region}:${account}`;

const sinkOf = ({ partition, account }: Place, name: string): Subject => ({
  of: 'sink',
  kind: 'role',
  name,
  arn: `arn:${partition}:iam::${account}:role/${name}`,
});

const gone = (what: string): Row => ({
  result: 'narrower',
  of: 'stack',
  what,
  declared: 'there',
  actual: 'not in the stack',
  because: 'the stack was deployed before the file said so: deploy again',
});
