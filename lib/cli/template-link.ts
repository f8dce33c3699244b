import { type Destination, stackNameOf } from '../config/destination';
import { suggestion } from '../config/did-you-mean';
import { RULES, violation } from '../config/rules';
import { parameterViolation, type TemplateParameter } from '../template/parameters';
import { hasConsole, quickCreateLink, TEMPLATE_URL, unreachable } from '../template/quick-create';
import { homeViolation } from '../vendors/home-partition';
import type { Preset } from '../vendors/preset';

export interface LinkOptions {
  /** Where the template is uploaded. */
  readonly url?: string;
  readonly region?: string;
  /** `ExternalId=acme-4711` */
  readonly param?: readonly string[];
}

/** All that is wrong with what was typed for the link. */
export function linkProblems(
  { url, region, param = [] }: LinkOptions,
  { environment, access }: Destination,
  parameters: readonly TemplateParameter[],
  preset?: Preset,
): string[] {
  if (url === undefined) {
    return param.length === 0 ? [] : ['--param fills in a link: say with --url where the template is'];
  }
  const where = region ?? environment.region;
  return [
    ...said('--url', violation(TEMPLATE_URL, url)),
    ...(where === undefined
      ? ['--region is missing: the link leads to the console of one region, such as eu-west-1']
      : regionProblems(where, url)),
    ...(where === undefined || preset === undefined
      ? []
      : said('--region', homeViolation(preset, where, { ...access }))),
    ...param.flatMap((text) => parameterProblems(text, parameters)),
  ];
}

/** The link with the file's values, or with those that were typed. */
export function linkOf(
  { url, region, param = [] }: LinkOptions & { readonly url: string },
  destination: Destination,
  parameters: readonly TemplateParameter[],
): string {
  const known = parameters.filter(({ open, value }) => !open && value !== '');
  return quickCreateLink({
    region: region ?? (destination.environment.region as string),
    templateUrl: url,
    stackName: stackNameOf(destination),
    parameters: {
      ...Object.fromEntries(known.map(({ id, value }) => [id, value])),
      ...Object.fromEntries(param.map(split)),
    },
  });
}

function regionProblems(region: string, url: string): string[] {
  const message = violation(RULES.region, region);
  if (message !== undefined) return [`--region ${message}`];
  if (!hasConsole(region))
    return [`--region ${region} has no console that a link could lead to: upload the template there`];
  return violation(TEMPLATE_URL, url) === undefined ? said('--url', unreachable(url, region)) : [];
}

function parameterProblems(text: string, parameters: readonly TemplateParameter[]): string[] {
  const [id, value] = split(text);
  if (value === undefined) return [`--param ${JSON.stringify(text)} has no value: write <id>=<value>`];
  const parameter = parameters.find((one) => one.id === id);
  if (parameter !== undefined) return said(`--param ${id}`, parameterViolation(parameter, value));
  const ids = parameters.map((one) => one.id);
  return [`--param ${id} is no parameter of this template; ${suggestion(id, ids)}`];
}

/** Values may hold equals signs. */
function split(text: string): [id: string, value?: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const said = (what: string, message: string | undefined) =>
  message === undefined ? [] : [`${what} ${message}`];
