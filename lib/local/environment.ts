/** Where a template is "deployed": what CloudFormation knows and the template does not. */
export interface Environment {
  readonly accountId: string;
  readonly region: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** @default 'amazonaws.com' */
  readonly urlSuffix?: string;
  /** Physical names start with it, and loading a stack again replaces it. @default 'local' */
  readonly stackName?: string;
  /** Values of template parameters that have no default, or another one. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A template asks for something that only the real CloudFormation, or nobody, could answer. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code = 'UnresolvableTemplate';

  constructor(
    readonly logicalId: string,
    problem: string,
  ) {
    super(`${logicalId}: ${problem}`);
  }
}
