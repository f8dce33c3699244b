import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { DestinationFile, S3DestinationStack } from '../../lib';
import type { Environment } from '../../lib/local/environment';
import { resolveTemplate } from '../../lib/local/template';
import { PACKAGE_ROOT } from '../../lib/paths';

export const ACCOUNT = '111122223333';

/** A template whose functions are evaluated, so that mutations can write into it as into any policy. */
export interface FlatTemplate {
  readonly environment: Environment;
  readonly Resources: Record<string, FlatResource>;
  readonly Outputs: Record<string, { Value: string }>;
}

export interface FlatResource {
  Type: string;
  Properties: Properties;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** JSON that mutations write into. */
export type Properties = { [name: string]: Value };
export type Value = string | number | boolean | null | Value[] | Properties;

const PARTITIONS: readonly (readonly [string, string, string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['', 'aws', 'amazonaws.com'],
];

/** Destination files as texts → templates, in this order. An error is what a customer would read. */
export function synthesise(texts: readonly string[]): FlatTemplate[] {
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-proof-'));
  try {
    const quiet = { ...flags(), '@aws-cdk/core:annotationsInValidationReport': false };
    const app = new App({ analyticsReporting: false, context: quiet, outdir: join(folder, 'out') });
    const names = texts.map((text, index) => {
      const path = join(folder, `${index}.yaml`);
      writeFileSync(path, text);
      const destination = DestinationFile.load(path);
      return new S3DestinationStack(app, destination.stackName, { destination }).stackName;
    });
    const { stacks } = app.synth();
    return names.map((name) => {
      const stack = stacks.find(({ stackName }) => stackName === name);
      if (stack === undefined) throw new Error(`${name} was not synthesised`);
      return flatten(stack.template, stack.environment.region, name);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The feature flags of the kit's own app; `PROOF_FLAGS=none` proves what customers of an old app get. */
function flags(): Readonly<Record<string, unknown>> {
  if (process.env.PROOF_FLAGS === 'none') return {};
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, 'cdk.json'), 'utf8')).context;
}

interface RawTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly DeletionPolicy?: string; readonly UpdateReplacePolicy?: string }>
  >;
}

function flatten(template: RawTemplate, region: string, stackName: string): FlatTemplate {
  const home = region === 'unknown-region' ? 'eu-west-1' : region;
  const [, partition = 'aws', urlSuffix] = PARTITIONS.find(([start]) => home.startsWith(start)) ?? [];
  const environment: Environment = { accountId: ACCOUNT, region: home, partition, urlSuffix, stackName };
  const { resources, outputs } = resolveTemplate(template, environment);
  return {
    environment,
    Resources: Object.fromEntries(
      resources.map(({ logicalId, type, properties }) => [
        logicalId,
        {
          Type: type,
          Properties: JSON.parse(JSON.stringify(properties)) as Properties,
          DeletionPolicy: template.Resources[logicalId]?.DeletionPolicy,
          UpdateReplacePolicy: template.Resources[logicalId]?.UpdateReplacePolicy,
        },
      ]),
    ),
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  };
}

export const copyOf = (template: FlatTemplate): FlatTemplate => JSON.parse(JSON.stringify(template));
