import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Destination, stackNameOf } from '../config/destination';
import type { StackOutputs } from '../onboarding/handover';
import { InputError } from '../terminal/input-error';
import type { CallerConfig } from './caller';

/** What every command reads where `--outputs` names no file. */
export const DEFAULT_OUTPUTS = 'cdk-outputs.json';

/** The outputs of the destination's stack: from the file, else from CloudFormation. Undefined: it is not deployed. */
export async function stackOutputs(
  destination: Pick<Destination, 'name'>,
  file: string | undefined,
  caller: CallerConfig,
): Promise<StackOutputs | undefined> {
  return outputsFromFile(destination, file) ?? (await describedOutputs(destination, caller));
}

/** Undefined: no file was named, and the usual one is not there or is of other stacks. */
export function outputsFromFile(
  destination: Pick<Destination, 'name'>,
  file: string | undefined,
): StackOutputs | undefined {
  const name = file ?? DEFAULT_OUTPUTS;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch {
    if (file === undefined) return undefined;
    throw new InputError(
      `${name} cannot be read: deploy with --outputs-file ${name}, or leave --outputs out`,
    );
  }
  const all = parse(name, text);
  const stack = stackNameOf(destination);
  const outputs = all[stack];
  if (outputs !== undefined || file === undefined) return outputs;
  throw new InputError(
    `${name} holds no outputs of the stack ${stack}, but of: ${Object.keys(all).join(', ') || 'none'}`,
  );
}

function parse(name: string, text: string): Record<string, StackOutputs> {
  try {
    const value: unknown = JSON.parse(text);
    if (isOutputs(value)) return value;
  } catch {
    // Said below, with what to do about it.
  }
  throw new InputError(`${name} is not what \`cdk deploy --outputs-file\` writes`);
}

function isOutputs(value: unknown): value is Record<string, StackOutputs> {
  const isObject = (one: unknown): one is object =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  return (
    isObject(value) &&
    Object.values(value).every(
      (outputs) => isObject(outputs) && Object.values(outputs).every((one) => typeof one === 'string'),
    )
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
async function describedOutputs(
  destination: Pick<Destination, 'name'>,
  caller: CallerConfig,
): Promise<StackOutputs | undefined> {
  const StackName = stackNameOf(destination);
  const client = new CloudFormationClient(caller);
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (isAbsent(error, caller)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** CloudFormation answers a ValidationError for a stack that is not there. A store beside AWS has no CloudFormation. */
function isAbsent(error: unknown, { endpoint }: CallerConfig): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return true;
  return (
    endpoint !== undefined &&
    '$metadata' in error &&
    /MethodNotAllowed|NotImplemented|InvalidAction/.test(error.name)
  );
}
