import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { Destination } from '../../config/destination';
import { partitionOf, urlSuffixOf } from '../../config/partition';
import { isService } from '../../config/principal';
import { DestinationFile } from '../../destination/destination-file';
import { S3DestinationStack } from '../../destination/s3-destination-stack';
import { InputError } from '../../terminal/input-error';
import { type Engine, type Provisioned, readProvisioned, resolveTemplate, startEngine } from '..';
import type { JsonObject } from '../json';
import { EVERYTHING } from './cast';

/** Where a destination is "deployed" that leaves account or region to the credentials. */
const ELSEWHERE = { account: '111122223333', region: 'eu-west-1' };

/** One destination, synthesised and loaded into an engine of its own. */
export interface Deployment {
  readonly destination: Destination;
  readonly template: Template;
  readonly provisioned: Provisioned;
  readonly engine: Engine;
  readonly bucketName: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** `change` is for those who want to see a probe fail: the template is what it makes of ours. */
export async function deployLocally(
  file: string,
  change: (template: Template) => Template = (template) => template,
): Promise<Deployment> {
  const loaded = DestinationFile.load(file);
  const destination = loaded._destination;
  const { account = ELSEWHERE.account, region = ELSEWHERE.region } = destination.environment;
  const partition = partitionOf(region);
  const template = change(synthesize(loaded, { account, region }));
  const made = readProvisioned(
    resolveTemplate(template, {
      accountId: account,
      region,
      partition,
      urlSuffix: urlSuffixOf(region),
      stackName: loaded.stackName,
    }),
  );
  const provisioned: Provisioned = {
    ...made,
    identityProviders: [...made.identityProviders, ...importedProvider(destination, account)],
    queues: [...made.queues, ...importedQueue(made)],
  };
  const engine = await startEngine({
    accountId: account,
    region,
    partition,
    managedPolicies: boundaries(provisioned),
  });
  if (destination.bucket.existing) engine.addBucket({ name: destination.bucket.name });
  engine.load(provisioned);
  return { destination, template, provisioned, engine, bucketName: provisioned.outputs.BucketName ?? '' };
}

/** Nobody can be an AWS service here, or come from another network: better no run than one that proves nothing. */
export function refuseWhatCannotBeActed({ file, access }: Destination): void {
  if (access.type === 'bucket-policy' && isService(access.principal)) {
    throw new InputError(
      `${file}: access.principal: the local run cannot act as the service ${access.principal}`,
    );
  }
  if ('conditions' in access && access.conditions !== undefined) {
    throw new InputError(
      `${file}: access.conditions: the local run cannot meet further conditions; try a copy without them`,
    );
  }
}

function synthesize(file: DestinationFile, env: { account: string; region: string }): Template {
  const outdir = mkdtempSync(join(tmpdir(), 's3-destination-local-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    new S3DestinationStack(app, file.stackName, {
      destination: file,
      env,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    app.synth();
    return JSON.parse(readFileSync(join(outdir, `${file.stackName}.template.json`), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A provider that the account "has already". */
function importedProvider({ access }: Destination, accountId: string): Provisioned['identityProviders'] {
  if (access.type !== 'web-identity-role' || access.providerArn === undefined) return [];
  const { issuer, providerArn: arn, audience } = access;
  return [{ arn, issuer, accountId, clientIds: audience === undefined ? [] : [audience] }];
}

/** A queue that "is there already"; where it is another account's, that account lets the function read it. */
function importedQueue({ functions, queues, accountId: ours, region }: Provisioned): Provisioned['queues'] {
  return functions.flatMap(({ queue, roleArn }) => {
    if (queue === undefined || queues.some(({ arn }) => arn === queue.arn)) return [];
    const { arn } = queue;
    const [accountId = '', name = ''] = arn.split(':').slice(4);
    const url = `https://sqs.${region}.${urlSuffixOf(region)}/${accountId}/${name}`;
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: roleArn },
      Action: 'sqs:*',
      Resource: arn,
    } as const;
    const policy = { Version: '2012-10-17', Statement: [statement] };
    // Longer than a run, which does not wait for what the function leaves there.
    const visible = { VisibilityTimeout: 43_200 };
    const properties: JsonObject = name.endsWith('.fifo') ? { ...visible, FifoQueue: true } : visible;
    return [{ arn, url, name, accountId, properties, ...(accountId === ours ? {} : { policy }) }];
  });
}

/** The text of a permissions boundary is the customer's own; here it bounds nothing. */
function boundaries({ users, roles }: Provisioned) {
  const arns = [...users, ...roles].flatMap(({ permissionsBoundary }) => permissionsBoundary ?? []);
  return Object.fromEntries(arns.map((arn) => [arn, EVERYTHING]));
}
