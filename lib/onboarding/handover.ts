import type { Destination } from '../config/destination';
import { fetchCommand } from '../credentials/managed-keys';
import { quoted } from '../terminal/quoted';
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
  /** The file of the access key that holds the value, where it is there. */
  readonly file?: string;
  /** Whether it belongs to the access key: never to be sent along with the rest. */
  readonly secret?: true;
}

/**
 * What to give to the vendor, in the vendor's labels and order. A secret is only ever named by where it is kept:
 * `keyFile` is what `key issue` wrote, where it is there.
 */
export function handoverValues(
  destination: Destination,
  preset: Pick<Preset, 'handover'> | undefined,
  outputs: StackOutputs,
  keyFile?: string,
): HandoverValue[] {
  const { access } = destination;
  const fields = preset?.handover.filter(
    (field) => field.access === undefined || field.access.includes(access.type),
  );
  return (fields ?? genericFields(destination)).map(({ label, value, text }) => ({
    label,
    ...(text === undefined ? valueOfField(value, destination, outputs, keyFile) : { value: text }),
  }));
}

type Field = Pick<Preset['handover'][number], 'label' | 'value' | 'text'>;
type Known = Omit<HandoverValue, 'label'>;

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
  keyFile: string | undefined,
): Known {
  const { access, bucket, environment, objects } = destination;
  const given = (known: string | undefined): Known =>
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
      return externalId(destination, outputs);
    case 'KeyFile':
      // Its name is the very value that the vendor's form or command takes.
      return keyFile === undefined
        ? missingKey(destination, outputs)
        : { value: keyFile, file: keyFile, secret: true };
    case 'AccessKeyId':
    case 'SecretAccessKey':
      return keyFile === undefined
        ? missingKey(destination, outputs)
        : { where: `${value} in ${keyFile}`, file: keyFile, secret: true };
    default:
      return given(outputs[value]);
  }
}

function externalId({ file, access }: Destination, outputs: StackOutputs): Known {
  if (access.type !== 'cross-account-role') return { value: 'none' };
  const known = outputs.ExternalId ?? access.externalId;
  if (known !== undefined) return { value: known };
  return access.pending
    ? { where: `pending: the vendor shows it, and you write it into ${file} as access.externalId` }
    : { value: 'none' };
}

/** A key is issued outside CloudFormation, or read from Secrets Manager; neither way passes through here. */
function missingKey({ file, access, environment }: Destination, outputs: StackOutputs): Known {
  if (access.type === 'iam-user' && access.keyInSecretsManager) {
    const region = outputs.BucketRegion ?? environment.region;
    const command = fetchCommand({ file, access, secretArn: outputs.SecretArn, region });
    return { where: `in Secrets Manager: ${command}`, secret: true };
  }
  const config = file === 'destination.yaml' ? '' : ` --config ${quoted(file)}`;
  return { where: `in s3.json, once it is made: s3-destination key issue${config}`, secret: true };
}
