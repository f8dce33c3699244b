import { RULES, type Rule, violation } from '../config/rules';
import type { Prompter } from '../terminal/prompter';
import { type Preset, presetIds, readPreset } from '../vendors/preset';
import type { InitOptions } from './init';

const NO_PRESET = 'another vendor';

/** Asks for what no flag said. An empty answer leaves an optional key out. */
export async function askForMissing(
  options: InitOptions,
  given: Preset | undefined,
  prompter: Prompter,
): Promise<InitOptions> {
  const preset = given ?? (options.vendor === undefined ? await askVendor(prompter) : undefined);
  const name =
    options.name ??
    (await ask(prompter, 'Name of the destination', RULES.name, {
      placeholder: `${preset?.id ?? 'vendor'}-export`,
    }));
  const region =
    options.region ??
    (await ask(prompter, 'Region (empty: what your credentials say)', RULES.region, { optional: true }));
  const bucket =
    options.bucket ??
    (options.existingBucket === undefined
      ? await ask(prompter, 'Name of the new bucket (empty: CloudFormation makes one up)', RULES.bucketName, {
          optional: true,
        })
      : undefined);
  const prefix =
    options.prefix ??
    (await askList(prompter, 'Prefix of the objects (empty: the root of the bucket)', RULES.prefix));
  const access =
    options.access ?? (options.fromTrust === undefined ? await askAccess(prompter, preset) : undefined);
  const type = access ?? Object.keys(preset?.access ?? {})[0];
  const complete = { ...options, vendor: preset?.id, name, region, bucket, prefix, access };
  return options.fromTrust === undefined
    ? { ...complete, ...(await askWho(options, type, preset, prompter)) }
    : complete;
}

async function askVendor(prompter: Prompter): Promise<Preset | undefined> {
  const presets = presetIds().map(readPreset);
  const options = presets.map(({ id, name, product }) => ({ value: id, label: `${name}, ${product}` }));
  const id = await prompter.select({
    message: 'Who writes into the bucket?',
    options: [...options, { value: NO_PRESET, label: NO_PRESET }],
  });
  return presets.find((preset) => preset.id === id);
}

async function askAccess(prompter: Prompter, preset: Preset | undefined): Promise<string | undefined> {
  const labels: Record<string, string> = {
    'cross-account-role': "a role that the vendor's AWS account assumes",
    'web-identity-role': 'a role that tokens of an OIDC issuer assume',
    'bucket-policy': 'a principal of the vendor in the bucket policy',
    'iam-user': 'an IAM user with an access key',
  };
  const types = Object.keys(preset?.access ?? labels);
  if (types.length === 1) return undefined;
  return prompter.select({
    message: 'How does the vendor get in?',
    options: types.map((value) => ({ value, label: labels[value] ?? value })),
  });
}

/** The value that only the vendor knows, in the vendor's own words where there is a preset. */
async function askWho(
  options: InitOptions,
  type: string | undefined,
  preset: Preset | undefined,
  prompter: Prompter,
): Promise<Partial<InitOptions>> {
  const known = preset?.access[type ?? ''] ?? {};
  const label = (key: string, otherwise: string) => {
    const parameter = preset?.parameters.find((one) => one.key === key && one.access === type);
    return parameter === undefined
      ? otherwise
      : `${parameter.label} (${parameter.where}${parameter.mayBePending ? '; or pending' : ''})`;
  };
  switch (type) {
    case 'cross-account-role':
      return {
        principal:
          options.principal ??
          (known.principal === undefined
            ? await ask(prompter, 'AWS account ID of the vendor, or ARN of its role', RULES.trustedPrincipal)
            : undefined),
        externalId:
          options.externalId ??
          (await ask(prompter, label('externalId', 'External ID (or pending)'), RULES.externalId)),
      };
    case 'web-identity-role':
      return {
        issuer:
          options.issuer ??
          (known.issuer === undefined ? await ask(prompter, 'OIDC issuer', RULES.issuer) : undefined),
        subject:
          options.subject ??
          (await askList(prompter, label('subjects', 'Subject (or pending)'), RULES.subject, false)),
        audience:
          options.audience ??
          (known.issuer === undefined
            ? await ask(prompter, 'Audience (empty: the default of the issuer)', RULES.audience, {
                optional: true,
              })
            : undefined),
      };
    case 'bucket-policy':
      return {
        principal:
          options.principal ??
          (await ask(
            prompter,
            'AWS account ID of the vendor, or ARN of its role',
            RULES.bucketPolicyPrincipal,
          )),
      };
    default:
      return {};
  }
}

async function ask(
  prompter: Prompter,
  message: string,
  rule: Rule,
  { optional = false, placeholder }: { optional?: boolean; placeholder?: string } = {},
): Promise<string | undefined> {
  const answer = await prompter.text({
    message,
    placeholder,
    check: (value) =>
      value === '' && (optional || placeholder !== undefined) ? undefined : violation(rule, value),
  });
  return answer === '' ? placeholder : answer;
}

async function askList(
  prompter: Prompter,
  message: string,
  rule: Rule,
  optional = true,
): Promise<string[] | undefined> {
  const split = (value: string) =>
    value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  const answer = await prompter.text({
    message: `${message}; several with commas`,
    check: (value) => {
      const values = split(value);
      if (values.length === 0) return optional ? undefined : violation(rule, '');
      return values.map((one) => violation(rule, one)).find((found) => found !== undefined);
    },
  });
  const values = split(answer);
  return values.length === 0 ? undefined : values;
}
