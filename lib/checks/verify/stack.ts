import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../config/destination';
import { usesOwnKey } from '../../policy/documents';
import { ask } from './ask';
import type { Grant } from './grant';
import { arnOf, type Place, type Subject } from './place';
import type { Row } from './row';
import { type Find, sinkNeeds } from './sink-needs';

/** What only CloudFormation knows by name. */
export interface StackParts {
  readonly keyArn?: string;
  readonly sink?: Subject;
  /** What the sink's role may do besides the bucket. */
  readonly sinkNeeds: readonly Grant[];
  readonly rows: readonly Row[];
}

export const needsStack = ({ destination }: Pick<Place, 'destination'>) =>
  destination.sink !== undefined || usesOwnKey(destination);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export async function readStack(place: Place, client: CloudFormationClient): Promise<StackParts> {
  if (!needsStack(place)) return { sinkNeeds: [], rows: [] };
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
  if (answer.kind === 'unknown') return { sinkNeeds: [], rows: [answer.row] };
  if (answer.kind === 'absent') {
    const because = 'the stack is not there: deploy it, or look at --region and --profile';
    return { sinkNeeds: [], rows: [{ result: 'not verified', of: 'stack', what, because }] };
  }
  const named: Find = (type, logical) =>
    answer.value.find((one) => one.type === type && logical.test(one.logical))?.physical;
  // The names that the constructs have inside of the stack.
  const key = usesOwnKey(place.destination) ? named('AWS::KMS::Key', /^DestinationBucketKey/) : undefined;
  const { sink } = place.destination;
  const role = sink && named('AWS::IAM::Role', /^DestinationSinkRole/);
  const needs = sink && sinkNeeds(place, sink, named);
  return {
    ...(key === undefined ? {} : { keyArn: `${arnOf(place, 'kms')}:key/${key}` }),
    ...(role === undefined ? {} : { sink: sinkOf(place, role) }),
    sinkNeeds: needs?.grants ?? [],
    rows: [
      ...(usesOwnKey(place.destination) && key === undefined ? [gone("the bucket's KMS key")] : []),
      ...(sink !== undefined && role === undefined ? [gone('the role of the sink')] : []),
      ...(needs?.missing ?? []).map(gone),
    ],
  };
}

export const stackArnOf = (place: Place) =>
  `${arnOf(place, 'cloudformation')}:stack/${stackNameOf(place.destination)}/*`;

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
