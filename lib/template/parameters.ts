import { type Destination, namedKeyArn } from '../config/destination';
import { isService } from '../config/principal';
import type { KeyPath } from '../config/problem';
import { RULES, type Rule, violation } from '../config/rules';
import type { Preset } from '../vendors/preset';
import { account, exactSubject, insideJson, ofArn, ofOwner, ofProvider } from './parameter-rules';

/** A value of a destination that the stand-alone template leaves to whoever creates the stack. */
export interface TemplateParameter {
  /** The logical ID; a quick-create link calls it `param_<id>`. */
  readonly id: string;
  readonly group: ParameterGroup;
  /** The vendor's own word, where it has one. */
  readonly label: string;
  /** What to write, and where it is shown. */
  readonly description: string;
  readonly rule: Rule;
  /** What is accepted besides: nothing, so that CloudFormation makes up a name, or the word `pending`. */
  readonly besides?: '' | 'pending';
  /** Where the value stands in a `Destination`. */
  readonly path: KeyPath;
  /** What the destination says; empty where it leaves the value to CloudFormation. */
  readonly value: string;
  /** Whether each customer has to say it: the template begins with no value, whatever the destination says. */
  readonly open?: true;
}

export const PARAMETER_GROUPS = ['Bucket and objects', 'Who gets in', 'Names and limits'] as const;
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

/** What of a preset tells the vendor's own values from those of a customer. */
export type PresetWords = Pick<Preset, 'access' | 'parameters' | 'variants'>;

/** For a template that serves many customers: what is one customer's own is asked for. */
export function openParameters(
  parameters: readonly TemplateParameter[],
  preset?: Pick<Preset, 'objects' | 'parameters'>,
): TemplateParameter[] {
  return parameters.map((parameter) => {
    const { path, besides, value } = parameter;
    if (besides === '') return { ...parameter, value: '' };
    const own = preset?.parameters.find(({ key }) => path[0] === 'access' && path[1] === key);
    if (besides === 'pending' && own?.mayBePending) return { ...parameter, value: besides };
    return path[0] === 'objects' && preset?.objects.prefix === value
      ? parameter
      : { ...parameter, open: true };
  });
}

/**
 * What belongs to one customer, one account or one bucket. What the vendor's preset fills in is no parameter: a link
 * fills in parameters, and must not be able to put somebody else into the vendor's place.
 */
export function parametersOf(destination: Destination, preset?: PresetWords): TemplateParameter[] {
  const { access } = destination;
  return [...bucketAndObjects(destination), ...whoGetsIn(destination), ...namesAndLimits(destination)]
    .filter(({ path, value }) => !isOfPreset(access.type, path, value, preset))
    .map((parameter) => inWordsOfVendor(access.type, parameter, preset));
}

/** What is wrong with a value of the parameter, in the words of the destination file. */
export function parameterViolation({ rule, besides }: TemplateParameter, value: string): string | undefined {
  return value === besides ? undefined : violation(rule, value);
}

function bucketAndObjects(destination: Destination): TemplateParameter[] {
  const { bucket, objects, sink } = destination;
  const group = 'Bucket and objects';
  const prefixRule = sink === undefined ? RULES.prefix : insideJson(RULES.prefix);
  const keyPath = bucket.existing ? ['bucket', 'keyArn'] : ['bucket', 'encryption', 'keyArn'];
  const name = { id: 'BucketName', group, label: 'Bucket name', path: ['bucket', 'name'] } as const;
  return [
    bucket.existing
      ? { ...name, ...saying(RULES.existingBucketName), value: bucket.name }
      : {
          ...name,
          ...saying(RULES.bucketName, 'left empty, CloudFormation makes one up'),
          besides: '',
          value: bucket.name ?? '',
        },
    ...objects.prefixes.map((value, index, { length }): TemplateParameter => {
      const number = length === 1 ? '' : String(index + 1);
      return {
        id: `Prefix${number}`,
        group,
        label: `Prefix ${number}`.trim(),
        ...saying(prefixRule),
        path: ['objects', 'prefixes', index],
        value,
      };
    }),
    ...given(namedKeyArn(destination), (value) => ({
      id: 'KeyArn',
      group,
      label: 'KMS key',
      ...saying({ ...RULES.sourceKeyArn, is: "the ARN of the KMS key that encrypts the bucket's objects" }),
      path: keyPath,
      value,
    })),
  ];
}

function whoGetsIn({ access }: Destination): TemplateParameter[] {
  const group = 'Who gets in';
  switch (access.type) {
    case 'cross-account-role':
      return [
        principal(
          access.principal,
          RULES.trustedPrincipal,
          access.pending || access.externalId !== undefined,
        ),
        ...given(access.pending ? 'pending' : access.externalId, (value) => ({
          id: 'ExternalId',
          group,
          label: 'External ID',
          ...saying(RULES.externalId),
          // The rule has it too: with this word nobody may assume the role yet.
          besides: 'pending',
          path: ['access', 'externalId'],
          value,
        })),
      ];
    case 'web-identity-role': {
      const { subjects, pending, issuer } = access;
      const [subject, ...others] = pending ? ['pending'] : subjects;
      // A pattern, or several subjects, is a decision about who else gets in: it stays as it was written.
      const isOne = subject !== undefined && others.length === 0 && !/[*?]/.test(subject);
      return [
        ...given(isOne ? subject : undefined, (value) => ({
          id: 'Subject',
          group,
          label: 'Subject',
          ...saying(exactSubject(issuer), 'pending, and nobody may assume the role yet'),
          besides: 'pending',
          path: ['access', 'subjects', 0],
          value,
        })),
        ...given(access.providerArn, (value) => ({
          id: 'ProviderArn',
          group,
          label: 'OIDC provider',
          ...saying(ofProvider(issuer)),
          path: ['access', 'providerArn'],
          value,
        })),
      ];
    }
    case 'bucket-policy':
      return [
        ...(isService(access.principal)
          ? []
          : [principal(access.principal, RULES.bucketPolicyPrincipal, true)]),
        ...given(access.sourceAccount, (value) => ({
          id: 'SourceAccount',
          group,
          label: 'Source account',
          ...saying(account('the AWS account on whose behalf the service writes')),
          path: ['access', 'sourceAccount'],
          value,
        })),
        ...given(access.sourceArn, (value) => ({
          id: 'SourceArn',
          group,
          label: 'Source ARN',
          ...saying(access.sourceAccount === undefined ? ofOwner(RULES.sourceArn) : RULES.sourceArn),
          path: ['access', 'sourceArn'],
          value,
        })),
      ];
    default:
      return [];
  }
}

/** An account stays an account, and an ARN an ARN: they become different statements. */
function principal(value: string, rule: Rule, mayBeAccount: boolean): TemplateParameter {
  const isAccount = /^\d{12}$/.test(value);
  return {
    id: 'Principal',
    group: 'Who gets in',
    label: "The vendor's principal",
    ...saying(isAccount ? account("the vendor's AWS account ID") : ofArn(rule, mayBeAccount)),
    path: ['access', 'principal'],
    value,
  };
}

/** Only where the destination names them: CloudFormation makes up names that never clash. */
function namesAndLimits({ access }: Destination): TemplateParameter[] {
  const group = 'Names and limits';
  const one = (id: string, label: string, key: string, rule: Rule, value: string | undefined) =>
    given(value, (known) => ({ id, group, label, ...saying(rule), path: ['access', key], value: known }));
  return [
    ...one(
      'RoleName',
      'Role name',
      'roleName',
      { ...RULES.identityName, is: 'the name of the role' },
      'roleName' in access ? access.roleName : undefined,
    ),
    ...one(
      'UserName',
      'User name',
      'userName',
      { ...RULES.identityName, is: 'the name of the user' },
      'userName' in access ? access.userName : undefined,
    ),
    ...one(
      'PermissionsBoundary',
      'Permissions boundary',
      'permissionsBoundary',
      RULES.policyArn,
      'permissionsBoundary' in access ? access.permissionsBoundary : undefined,
    ),
  ];
}

function given(
  value: string | undefined,
  parameter: (value: string) => TemplateParameter,
): TemplateParameter[] {
  return value === undefined ? [] : [parameter(value)];
}

function saying(rule: Rule, ...more: readonly string[]): Pick<TemplateParameter, 'rule' | 'description'> {
  return { rule, description: [rule.is, ...more].join('; ') };
}

/** Whether the vendor's preset, or the preset of another of its regions, says exactly that. */
function isOfPreset(type: string, path: KeyPath, value: string, preset: PresetWords | undefined): boolean {
  if (preset === undefined || path[0] !== 'access') return false;
  const key = String(path[1]);
  const filledIn: unknown[] = [preset.access[type as keyof PresetWords['access']]?.[key]].flat();
  const variants = preset.variants.filter((one) => one.access === type && one.key === key);
  return filledIn.includes(value) || variants.some((one) => one.value === value);
}

function inWordsOfVendor(
  type: string,
  parameter: TemplateParameter,
  preset: PresetWords | undefined,
): TemplateParameter {
  const own = preset?.parameters.find(({ access, key }) => access === type && key === parameter.path[1]);
  if (own === undefined || parameter.path[0] !== 'access') return parameter;
  return { ...parameter, label: own.label, description: `${parameter.description}; ${own.where}` };
}
