import { type Environment, TemplateError } from './environment';
import { Intrinsics } from './intrinsics';
import { isObject, type Json, type JsonObject, section, text } from './json';

export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** What `Ref` gives, where the engine knows it for this type. */
  readonly ref?: string;
  /** What `Fn::GetAtt` can give, where the engine knows it for this type. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ResolvedTemplate {
  readonly environment: Required<Environment>;
  readonly resources: readonly ResolvedResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Evaluates every intrinsic function of a template. What is not known is an error, never a guess. */
export function resolveTemplate(template: unknown, environment: Environment): ResolvedTemplate {
  const complete = complement(environment);
  const intrinsics = new Intrinsics(template, complete);
  const resources: ResolvedResource[] = [];
  for (const [logicalId, resource] of Object.entries(section(template, 'Resources'))) {
    const type = isObject(resource) ? text(resource.Type) : undefined;
    if (!isObject(resource) || type === undefined) throw new TemplateError(logicalId, 'has no Type');
    if (!intrinsics.isWanted(logicalId, resource)) continue;
    const properties = intrinsics.evaluate(logicalId, resource.Properties ?? {});
    const identity = intrinsics.identityOf(logicalId);
    resources.push({
      logicalId,
      type,
      properties: isObject(properties) ? properties : {},
      ref: identity?.ref,
      attributes: identity?.attributes ?? {},
    });
  }
  return { environment: complete, resources, outputs: outputsOf(template, intrinsics) };
}

function complement(environment: Environment): Required<Environment> {
  return {
    ...environment,
    partition: environment.partition ?? 'aws',
    urlSuffix: environment.urlSuffix ?? 'amazonaws.com',
    stackName: environment.stackName ?? 'local',
    parameters: environment.parameters ?? {},
  };
}

function outputsOf(template: unknown, intrinsics: Intrinsics): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(section(template, 'Outputs'))) {
    if (!isObject(output) || !intrinsics.isWanted(name, output)) continue;
    const value: Json | undefined = intrinsics.evaluate(name, output.Value ?? null);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new TemplateError(name, 'an output has to be a string');
    }
    outputs[name] = String(value);
  }
  return outputs;
}
