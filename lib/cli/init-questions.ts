import { RULES, type Rule, violation } from '../config/rules';
import type { Prompter } from '../terminal/prompter';
import { type Preset, presetIds, readPreset } from '../vendors/preset';
import type { InitOptions } from './init-options';
import { defaultName } from './init-settings';
import { writesAlone } from './init-sink';
import { askSink, askSource } from './init-sink-questions';

const NO_PRESET = 'another vendor';
const SINK = 'sink';

/**
 * Asks for what no flag said. An empty answer leaves an optional key out.
 *
 * @param documents the keys of `access` that the vendor's documents say, where there are documents
 */
export async function askForMissing(
  options: InitOptions,
  given: Preset | undefined,
  prompter: Prompter,
  documents?: Readonly<Record<string, unknown>>,
): Promise<InitOptions> {
  const isOpen = given === undefined && documents === undefined && options.sink === undefined;
  const writer = isOpen ? await askWriter(prompter) : given;
  const preset = writer === SINK ? undefined : writer;
  const sink = options.sink ?? (writer === SINK ? await askSource(prompter) : undefined);
  const name =
    options.name ??
    (await ask(prompter, 'Name of the destination', RULES.name, {
      placeholder: defaultName({ ...options, sink, vendor: preset?.id }, preset),
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
  const place = { ...options, vendor: preset?.id, name, region, bucket, prefix, sink };
  const ofSink = sink === undefined ? {} : await askSink(sink, options, prompter);
  if (writesAlone(place, documents !== undefined)) return { ...place, ...ofSink };
  const known = documents ?? {};
  const said = options.access ?? (known.type as string | undefined);
  const access = said ?? (await askAccess(prompter, preset));
  const type = access ?? Object.keys(preset?.access ?? {})[0];
  return {
    ...place,
    ...ofSink,
    access,
    ...(await askWho(options, type, preset, known, prompter)),
  };
}

async function askWriter(prompter: Prompter): Promise<Preset | typeof SINK | undefined> {
  const presets = presetIds().map(readPreset);
  const options = presets.map(({ id, name, product }) => ({ value: id, label: `${name}, ${product}` }));
  const id = await prompter.select({
    message: 'Who writes into the bucket?',
    options: [
      ...options,
      { value: NO_PRESET, label: NO_PRESET },
      {
        value: SINK,
        label: 'nobody but a sink: records of a queue, a stream, events or requests become objects',
      },
    ],
  });
  if (id === SINK) return SINK;
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

/** What each kind of access needs to know, in the words of this kit; a preset has the vendor's own. */
const QUESTIONS: Readonly<Record<string, Readonly<Record<string, Question>>>> = {
  'cross-account-role': {
    principal: { message: 'AWS account ID of the vendor, or ARN of its role', rule: RULES.trustedPrincipal },
    externalId: { message: 'External ID (or pending)', rule: RULES.externalId },
  },
  'web-identity-role': {
    issuer: { message: 'OIDC issuer', rule: RULES.issuer },
    subjects: { message: 'Subject (or pending)', rule: RULES.subject },
    audience: {
      message: 'Audience (empty: the default of the issuer)',
      rule: RULES.audience,
      optional: true,
    },
  },
  'bucket-policy': {
    principal: {
      message: 'AWS account ID of the vendor, or ARN of its role',
      rule: RULES.bucketPolicyPrincipal,
    },
  },
};

interface Question {
  readonly message: string;
  readonly rule: Rule;
  readonly optional?: boolean;
}

/** The values of access that belong to one customer, except those that a flag or a document says. */
async function askWho(
  options: InitOptions,
  type: string | undefined,
  preset: Preset | undefined,
  known: Readonly<Record<string, unknown>>,
  prompter: Prompter,
): Promise<Partial<InitOptions>> {
  const answers: Record<string, string | readonly string[] | undefined> = {};
  for (const [key, { message, rule, optional = false }] of questionsOf(type, preset)) {
    const option = key === 'subjects' ? 'subject' : (key as keyof InitOptions);
    // What is pending may be known by now.
    const isKnown = Object.hasOwn(known, key) && known[key] !== 'pending';
    if (options[option] !== undefined || isKnown) continue;
    answers[option] =
      key === 'subjects'
        ? await askList(prompter, message, rule, false)
        : await ask(prompter, message, rule, { optional });
  }
  return answers;
}

/** A preset's own parameters, in the vendor's words and the preset's order; what it fills in nobody is asked for. */
function questionsOf(type: string | undefined, preset: Preset | undefined): [string, Question][] {
  if (!preset) return Object.entries(QUESTIONS[type ?? ''] ?? {});
  return preset.parameters
    .filter(({ access }) => access === type)
    .map(({ key, label, where, mayBePending, required, example }) => [
      key,
      {
        message: `${label} (${[
          where,
          ...(example === undefined ? [] : [`for example ${example}`]),
          ...(mayBePending ? ['or pending'] : []),
          ...(required ? [] : ['empty: none']),
        ].join('; ')})`,
        rule: QUESTIONS[type ?? '']?.[key]?.rule ?? RULES.identityName,
        optional: !required,
      },
    ]);
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
