import { App } from 'aws-cdk-lib';
import type { Destination } from '../../lib/config/destination';
import { partitionOf, urlSuffixOf } from '../../lib/config/partition';
import { DestinationFile } from '../../lib/destination/destination-file';
import { S3DestinationStack } from '../../lib/destination/s3-destination-stack';
import { parseDestination } from '../../lib/load/read';
import { type ResolvedTemplate, resolveTemplate } from '../../lib/local/template';
import type { StandAlone } from '../../lib/template/template';
import { type Preset, readPreset } from '../../lib/vendors/preset';
import { FLAGS } from '../destination/support';
import { type DeclarationFile, readDeclarations } from '../proof/declarations';
import { ACCOUNT } from '../proof/stacks';

/** Every example and every preset, as a destination file. */
export interface Declared extends DeclarationFile {
  readonly read: Destination;
  readonly preset?: Preset;
}

export const DECLARED: readonly Declared[] = readDeclarations().map((one) => {
  const read = destinationOf(one.name, one.destination);
  return { ...one, read, ...(read.vendor === undefined ? {} : { preset: readPreset(read.vendor) }) };
});

export function declared(name: string): Declared {
  const found = DECLARED.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing is declared as ${name}`);
  return found;
}

export function destinationOf(name: string, text: string): Destination {
  const { destination, problems } = parseDestination(name, text);
  if (destination === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return destination;
}

export interface ParameterJson {
  readonly Type: string;
  readonly Default?: string;
  readonly AllowedPattern: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly ConstraintDescription: string;
  readonly Description: string;
}

export interface TemplateSections {
  readonly AWSTemplateFormatVersion: string;
  readonly Description: string;
  readonly Metadata: {
    readonly 'AWS::CloudFormation::Interface': {
      readonly ParameterGroups: readonly { readonly Parameters: readonly string[] }[];
      readonly ParameterLabels: Readonly<Record<string, { readonly default: string }>>;
    };
  };
  readonly Parameters: Readonly<Record<string, ParameterJson>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const sectionsOf = ({ template }: StandAlone) => template as unknown as TemplateSections;

/** Every name that a function refers to. */
export function namesIn({ Resources, Outputs, Conditions = {} }: TemplateSections): string[] {
  return [Resources, Outputs, Conditions].flatMap(names);
}

function names(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' || key === 'Condition') return typeof inner === 'string' ? [inner] : names(inner);
    if (key === 'Fn::GetAtt' || key === 'Fn::If') return [String(inner[0]), ...names(inner.slice(1))];
    return names(inner);
  });
}

/** What CloudFormation checks of a value before it makes anything. */
export function accepts(parameter: ParameterJson, value: string): boolean {
  const { AllowedPattern, MinLength = 0, MaxLength = Number.POSITIVE_INFINITY } = parameter;
  const { length } = value;
  return length >= MinLength && length <= MaxLength && new RegExp(AllowedPattern, 'u').test(value);
}

/** Where a destination is deployed to, for both ways. */
function surroundings({ environment }: Destination, stackName: string) {
  const { region = 'eu-west-1', account: accountId = ACCOUNT } = environment;
  return { accountId, region, partition: partitionOf(region), urlSuffix: urlSuffixOf(region), stackName };
}

/** What becomes of a resource when the stack changes or goes; these stand beside its properties. */
const FATE = ['DeletionPolicy', 'UpdateReplacePolicy', 'DependsOn'] as const;
type Fate = Readonly<Partial<Record<(typeof FATE)[number], unknown>>>;

interface Deployed extends ResolvedTemplate {
  /** By logical ID. */
  readonly fates: Readonly<Record<string, Fate>>;
}

function resolved(
  template: Readonly<Record<string, unknown>>,
  environment: Parameters<typeof resolveTemplate>[1],
) {
  const resources = Object.entries(template.Resources as Readonly<Record<string, Fate>>);
  const fates = resources.map(([id, resource]) => [
    id,
    Object.fromEntries(FATE.map((key) => [key, resource[key]])),
  ]);
  return { ...resolveTemplate(template, environment), fates: Object.fromEntries(fates) };
}

/** The stand-alone template with the values of its parameters, as CloudFormation would read it. */
export function deployed(
  made: StandAlone,
  destination: Destination,
  parameters: Readonly<Record<string, string>> = {},
): Deployed {
  return resolved(made.template, { ...surroundings(destination, 'Same'), parameters });
}

/** What `cdk deploy` would deploy, all of one app, which takes a third of the time. */
export function deployedByCdk(destinations: readonly Destination[]): Deployed[] {
  const app = new App({ analyticsReporting: false, context: { ...FLAGS } });
  const stacks = destinations.map((destination) => {
    const file = DestinationFile._of(destination);
    return new S3DestinationStack(app, file.stackName, { destination: file });
  });
  const assembly = app.synth();
  return stacks.map(({ stackName }, index) =>
    resolved(
      assembly.getStackByName(stackName).template,
      surroundings(destinations[index] as Destination, 'Same'),
    ),
  );
}

/** All that a deployment makes and says; only how the function's code comes to Lambda is of the way itself. */
export function madeBy({ resources, outputs, environment, fates }: Deployed) {
  const made = resources.map(({ logicalId, type: name, properties }) => {
    const { Code, Region, ...others } = properties;
    const is = { type: name, ...(inOrder(fates[logicalId]) as Fate) };
    if (name === 'AWS::Lambda::Function') return [logicalId, { ...is, ...others }];
    // It is the default, which the CDK leaves out where it knows the region of the stack.
    if (name === 'AWS::SNS::Subscription' && Region === environment.region)
      return [logicalId, { ...is, ...others }];
    return [logicalId, { ...is, ...(inOrder(properties) as object) }];
  });
  return { resources: Object.fromEntries(made), outputs };
}

/**
 * The CDK sorts the resources of a statement by their text, and a parameter has none yet. A template that knows no
 * region lets a key be used by the name that a service has in China, too: none has it elsewhere.
 */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value
      .filter((one) => !/\.(?!cn-)[\w-]+\.amazonaws\.com\.cn$/.test(String(one)))
      .map(inOrder);
    if (items.length === 1 && value.length > 1) return items[0];
    return items.every((item) => typeof item === 'string') ? items.sort() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inOrder(one)]));
}
