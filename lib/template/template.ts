import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type Destination, stackNameOf } from '../config/destination';
import { vendorName } from '../onboarding/handover-text';
import { INLINE_SINK } from '../sink/bundle';
import type { Preset } from '../vendors/preset';
import { fitted } from './fitted';
import { openParameters, parametersOf, type TemplateParameter } from './parameters';
import { StandAloneStack, type StandAloneStackProps } from './stand-alone-stack';

/** CloudFormation's limit for a template that is sent with the request, in bytes; above it only an S3 URL will do. */
export const MAX_INLINE_BYTES = 51_200;
/** And for one that is read from S3: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_BYTES = 1_000_000;

export interface StandAlone {
  readonly template: Readonly<Record<string, unknown>>;
  readonly parameters: readonly TemplateParameter[];
}

export interface StandAloneOptions {
  /** The destination's own preset. */
  readonly preset?: Preset;
  /** Whether the template serves many customers, and asks each for what is their own. */
  readonly open?: boolean;
  /** Grants that have expired by then are left out. */
  readonly now?: Date;
}

/** The stand-alone template of a destination. */
export function standAlone(
  destination: Destination,
  { preset, open = false, now = new Date() }: StandAloneOptions = {},
): StandAlone {
  const all = fitted(destination, parametersOf(destination, preset), now);
  const parameters = open ? openParameters(all, preset) : all;
  const whose = open && preset !== undefined ? `for ${vendorName(preset)}` : destination.name;
  const description = `S3 destination ${whose}: a bucket, and who may write to it`;
  return { template: synthesised({ destination, parameters, description }), parameters };
}

/** Deploys without the CDK: no bootstrap stack, no assets, and nothing of the machine that made it. */
function synthesised(props: StandAloneStackProps): Readonly<Record<string, unknown>> {
  const outdir = mkdtempSync(join(tmpdir(), 's3-destination-template-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      treeMetadata: false,
      // It takes seconds, and tells of the kit, not of what a user wrote: the kit's tests ask it.
      builtinCloudFormationValidation: false,
      postCliContext: context(),
    });
    const stack = new StandAloneStack(app, stackNameOf(props.destination), props);
    return inReadingOrder(app.synth().getStackByName(stack.stackName).template);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** What a reviewer wants to know first comes first. */
function inReadingOrder(template: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const first = ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Conditions'];
  const names = [...first.filter((name) => name in template), ...Object.keys(template)];
  return Object.fromEntries(names.map((name) => [name, template[name]]));
}

/** The flags that `init` writes for `cdk deploy`, so that both ways give the same resources. */
function context(): Record<string, unknown> {
  const flags = JSON.parse(
    readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
  ) as Record<string, unknown>;
  return {
    ...flags,
    [INLINE_SINK]: true,
    'aws:cdk:enable-path-metadata': false,
    'aws:cdk:enable-asset-metadata': false,
    // Findings are the business of `check`.
    '@aws-cdk/core:annotationsInValidationReport': false,
  };
}
