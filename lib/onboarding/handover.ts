import type { Destination } from '../config/destination';
import type { Preset } from '../vendors/preset';

/** The outputs of the stack by name, as `cdk deploy --outputs-file` writes them. */
export type StackOutputs = Readonly<Record<string, string>>;

export interface HandoverValue {
  /** In the vendor's own words. */
  readonly label: string;
  /** Absent until the stack is deployed, and always for a secret. */
  readonly value?: string;
  /** Where to find the value, where it is absent. */
  readonly where?: string;
}

/** What to give to the vendor, in the vendor's labels and order. A secret is only ever named by where it is kept. */
export function handoverValues(
  destination: Destination,
  preset: Preset | undefined,
  outputs: StackOutputs,
): HandoverValue[] {
  const { access } = destination;
  const fields = preset?.handover.filter(
    (field) => field.access === undefined || field.access.includes(access.type),
  );
  return (fields ?? genericFields(destination)).map(({ label, value, text }) => ({
    label,
    ...(text === undefined ? valueOfField(value, destination, outputs) : { value: text }),
  }));
}

type Field = Pick<Preset['handover'][number], 'label' | 'value' | 'text'>;

/** For a vendor without a preset: what its kind of access needs, in the words of AWS. */
function genericFields({ access }: Destination): Field[] {
  const bucket: Field[] = [
    { label: 'Bucket name', value: 'BucketName' },
    { label: 'Region', value: 'BucketRegion' },
    { label: 'Objects', value: 'ObjectScope' },
  ];
  switch (access.type) {
    case 'iam-user':
      return [
        ...bucket,
        { label: 'Access key ID', value: 'AccessKeyId' },
        { label: 'Secret access key', value: 'SecretAccessKey' },
      ];
    case 'cross-account-role': {
      const role: Field[] = [...bucket, { label: 'Role ARN', value: 'RoleArn' }];
      return access.externalId === undefined
        ? role
        : [...role, { label: 'External ID', value: 'ExternalId' }];
    }
    case 'web-identity-role':
      return [...bucket, { label: 'Role ARN', value: 'RoleArn' }];
    default:
      return bucket;
  }
}

function valueOfField(
  value: Field['value'],
  destination: Destination,
  outputs: StackOutputs,
): Omit<HandoverValue, 'label'> {
  const { access, bucket, environment, objects } = destination;
  const given = (known: string | undefined): Omit<HandoverValue, 'label'> =>
    known === undefined
      ? { where: `in the output ${value} of the stack, once it is deployed` }
      : { value: known };
  switch (value) {
    case 'Prefix':
      return given(objects.prefixes.length === 0 ? '(the root of the bucket)' : objects.prefixes.join(', '));
    case 'BucketName':
      return given(outputs.BucketName ?? bucket.name);
    case 'BucketRegion':
      return given(outputs.BucketRegion ?? environment.region);
    case 'AccountId':
      return given(outputs.AccountId ?? environment.account);
    case 'RoleName':
      return given(outputs.RoleName ?? ('roleName' in access ? access.roleName : undefined));
    case 'ExternalId':
      return given(
        outputs.ExternalId ?? (access.type === 'cross-account-role' ? access.externalId : undefined),
      );
    case 'KeyFile':
    case 'AccessKeyId':
    case 'SecretAccessKey':
      return { where: whereTheKeyIs(destination, outputs) };
    default:
      return given(outputs[value]);
  }
}

/** A key is issued outside CloudFormation, or read from Secrets Manager; neither way passes through here. */
function whereTheKeyIs({ access }: Destination, outputs: StackOutputs): string {
  if (access.type === 'iam-user' && access.keyInSecretsManager) {
    return `in the secret ${outputs.SecretArn ?? 'that the output SecretArn names'}: aws secretsmanager get-secret-value --secret-id ${outputs.SecretArn ?? '<SecretArn>'}`;
  }
  const user = outputs.UserName ?? (access.type === 'iam-user' ? access.userName : undefined) ?? '<UserName>';
  return `in s3.json: (umask 077 && aws iam create-access-key --user-name ${user} > s3.json)`;
}
