import { type Environment, TemplateError } from './environment';
import { isArray, isObject, type Json, type JsonObject, section, text } from './json';
import { type Identity, identify } from './physical-names';

type Evaluation = Json | undefined;

/** CloudFormation's intrinsic functions over one template. `undefined` stands for AWS::NoValue. */
export class Intrinsics {
  private readonly resources: JsonObject;
  private readonly identities = new Map<string, Identity | undefined>();
  private readonly beingNamed = new Set<string>();

  constructor(
    private readonly template: unknown,
    private readonly environment: Required<Environment>,
  ) {
    this.resources = section(template, 'Resources');
  }

  /** Whether the condition of a resource or output, if any, holds. */
  isWanted(owner: string, holder: JsonObject): boolean {
    const condition = holder.Condition;
    return condition === undefined || this.condition(owner, { Condition: condition });
  }

  /** `owner` is the logical ID that errors name. */
  evaluate(owner: string, value: Json): Evaluation {
    if (isArray(value))
      return value.map((item) => this.evaluate(owner, item)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    const argument = name === undefined ? undefined : value[name];
    if (name !== undefined && argument !== undefined && others.length === 0) {
      if (name === 'Ref' && typeof argument === 'string') return this.ref(owner, argument);
      if (name.startsWith('Fn::')) return this.call(owner, name, argument);
    }
    const result: Record<string, Json> = {};
    for (const [key, item] of Object.entries(value)) {
      const evaluated = this.evaluate(owner, item);
      if (evaluated !== undefined) result[key] = evaluated;
    }
    return result;
  }

  /** Ref and attributes of a resource; undefined where the engine does not know its type. */
  identityOf(logicalId: string): Identity | undefined {
    if (this.identities.has(logicalId)) return this.identities.get(logicalId);
    if (this.beingNamed.has(logicalId)) throw new TemplateError(logicalId, 'its name depends on itself');
    this.beingNamed.add(logicalId);
    const resource = this.resources[logicalId];
    const properties = section(resource, 'Properties');
    const identity = identify({
      logicalId,
      type: (isObject(resource) ? text(resource.Type) : undefined) ?? '',
      environment: this.environment,
      property: (name) => {
        const value = properties[name];
        if (value === undefined) return undefined;
        const evaluated = this.evaluate(logicalId, value);
        return typeof evaluated === 'boolean' ? String(evaluated) : text(evaluated);
      },
    });
    this.beingNamed.delete(logicalId);
    this.identities.set(logicalId, identity);
    return identity;
  }

  private call(owner: string, name: string, argument: Json): Evaluation {
    switch (name) {
      case 'Fn::GetAtt':
        return this.getAtt(owner, argument);
      case 'Fn::Join': {
        const [separator, items] = this.pair(owner, name, argument);
        return this.strings(owner, name, items).join(this.string(owner, name, separator));
      }
      case 'Fn::Split': {
        const [separator, source] = this.pair(owner, name, argument);
        return this.string(owner, name, source).split(this.string(owner, name, separator));
      }
      case 'Fn::Select': {
        const [index, items] = this.pair(owner, name, argument);
        const selected = this.items(owner, name, items)[Number(this.evaluate(owner, index))];
        if (selected === undefined)
          throw new TemplateError(owner, 'Fn::Select asks for an item that is not there');
        return selected;
      }
      case 'Fn::Sub':
        return this.substitute(owner, argument);
      case 'Fn::If': {
        const [condition, then, otherwise] = isArray(argument) ? argument : [];
        if (condition === undefined || then === undefined || otherwise === undefined) {
          throw new TemplateError(owner, 'Fn::If takes a condition and two values');
        }
        return this.evaluate(owner, this.condition(owner, { Condition: condition }) ? then : otherwise);
      }
      case 'Fn::FindInMap': {
        const [map, first, second] = this.strings(owner, name, argument);
        const found = section(section(section(this.template, 'Mappings'), map ?? ''), first ?? '')[
          second ?? ''
        ];
        if (found === undefined)
          throw new TemplateError(owner, `Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
        return found;
      }
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
        return this.condition(owner, { [name]: argument });
      default:
        throw new TemplateError(owner, `the local engine does not know ${name}`);
    }
  }

  private ref(owner: string, name: string): Evaluation {
    const { accountId, region, partition, urlSuffix, stackName, parameters } = this.environment;
    switch (name) {
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return partition;
      case 'AWS::URLSuffix':
        return urlSuffix;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/local`;
      case 'AWS::NoValue':
        return undefined;
    }
    const parameter = section(this.template, 'Parameters')[name];
    if (isObject(parameter)) {
      const value =
        parameters[name] ?? (text(parameter.Type)?.startsWith('AWS::SSM::') ? undefined : parameter.Default);
      if (value === undefined)
        throw new TemplateError(owner, `parameter ${name} has no value: give it in the environment`);
      return text(parameter.Type)?.includes('List') ? String(value).split(',') : String(value);
    }
    const resource = this.resources[name];
    if (resource === undefined)
      throw new TemplateError(owner, `refers to ${name}, which the template does not have`);
    this.mustExist(owner, name, resource);
    const ref = this.identityOf(name)?.ref;
    if (ref === undefined)
      throw new TemplateError(owner, `Ref of ${name} (${this.typeOf(name)}) is not known`);
    return ref;
  }

  private getAtt(owner: string, argument: Json): string {
    const [name = '', ...path] =
      typeof argument === 'string' ? argument.split('.') : this.strings(owner, 'Fn::GetAtt', argument);
    const resource = this.resources[name];
    if (resource === undefined)
      throw new TemplateError(owner, `refers to ${name}, which the template does not have`);
    this.mustExist(owner, name, resource);
    const attribute = path.join('.');
    const value = this.identityOf(name)?.attributes[attribute];
    if (value === undefined) {
      throw new TemplateError(owner, `attribute ${attribute} of ${name} (${this.typeOf(name)}) is not known`);
    }
    return value;
  }

  private substitute(owner: string, argument: Json): string {
    const [pattern, values = {}] = isArray(argument) ? argument : [argument];
    if (typeof pattern !== 'string') throw new TemplateError(owner, 'Fn::Sub takes a string');
    return pattern.replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const given = section({ values }, 'values')[name];
      if (given !== undefined) return this.string(owner, 'Fn::Sub', given);
      if (name.includes('.')) return this.getAtt(owner, name);
      return this.string(owner, 'Fn::Sub', { Ref: name });
    });
  }

  private condition(owner: string, value: Json): boolean {
    if (isObject(value)) {
      const [name = ''] = Object.keys(value);
      const argument = value[name] ?? null;
      const all = () => (isArray(argument) ? argument : []).map((item) => this.condition(owner, item));
      switch (name) {
        case 'Condition': {
          const definition = section(this.template, 'Conditions')[String(argument)];
          if (definition === undefined)
            throw new TemplateError(owner, `condition ${String(argument)} is not defined`);
          return this.condition(owner, definition);
        }
        case 'Fn::Equals': {
          const [left, right] = this.pair(owner, name, argument);
          return this.string(owner, name, left) === this.string(owner, name, right);
        }
        case 'Fn::And':
          return all().every(Boolean);
        case 'Fn::Or':
          return all().some(Boolean);
        case 'Fn::Not':
          return !all()[0];
      }
    }
    throw new TemplateError(owner, `the local engine does not know the condition ${JSON.stringify(value)}`);
  }

  private mustExist(owner: string, name: string, resource: Json): void {
    if (isObject(resource) && !this.isWanted(name, resource)) {
      throw new TemplateError(owner, `refers to ${name}, which its condition leaves out`);
    }
  }

  private typeOf(logicalId: string): string {
    const resource = this.resources[logicalId];
    return (isObject(resource) ? text(resource.Type) : undefined) ?? 'no type';
  }

  private pair(owner: string, name: string, argument: Json): [Json, Json] {
    const [first, second, ...others] = isArray(argument) ? argument : [];
    if (first === undefined || second === undefined || others.length > 0) {
      throw new TemplateError(owner, `${name} takes two arguments`);
    }
    return [first, second];
  }

  private items(owner: string, name: string, value: Json): readonly Json[] {
    const evaluated = this.evaluate(owner, value);
    if (!isArray(evaluated)) throw new TemplateError(owner, `${name} takes a list`);
    return evaluated;
  }

  private strings(owner: string, name: string, value: Json): string[] {
    return this.items(owner, name, value).map((item) => this.string(owner, name, item));
  }

  private string(owner: string, name: string, value: Json): string {
    const evaluated = this.evaluate(owner, value);
    if (typeof evaluated === 'string') return evaluated;
    if (typeof evaluated === 'number' || typeof evaluated === 'boolean') return String(evaluated);
    throw new TemplateError(owner, `${name} takes strings`);
  }
}
