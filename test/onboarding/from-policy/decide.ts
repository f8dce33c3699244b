/**
 * What IAM decides on one request, for the little that these tests' documents hold. It is held against the simulator,
 * which is a hundred times slower.
 */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** Who asks, where the document names whom it lets in. */
  readonly principal?: string;
}

export type Statement = Readonly<Record<string, unknown>>;

export function decides(statements: readonly Statement[], request: Request): boolean {
  const matching = statements.filter((statement) => matches(statement, request));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

function matches(statement: Statement, { action, resource, context, principal }: Request): boolean {
  const among = (key: string, value: string, flags: string) =>
    [statement[key] as string | string[]].flat().some((one) => like(filled(one, context), value, flags));
  return (
    ('Action' in statement ? among('Action', action, 'i') : !among('NotAction', action, 'i')) &&
    // A trust policy has no resource: it is the role's own.
    ('NotResource' in statement
      ? !among('NotResource', resource, '')
      : !('Resource' in statement) || among('Resource', resource, '')) &&
    (!('Principal' in statement) || isNamed(statement.Principal, principal ?? '')) &&
    Object.entries((statement.Condition ?? {}) as Record<string, Record<string, string | string[]>>).every(
      ([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => holds(operator, [values].flat(), context[key])),
    )
  );
}

function isNamed(named: unknown, principal: string): boolean {
  if (named === '*') return true;
  const account = principal.split(':')[4];
  return Object.values(named as Record<string, string | string[]>)
    .flat()
    .some(
      (one) => ['*', principal].includes(one) || one === account || one === `arn:aws:iam::${account}:root`,
    );
}

function holds(operator: string, values: readonly string[], asked: string | undefined): boolean {
  if (asked === undefined) return false;
  switch (operator) {
    case 'StringLike':
    case 'ArnLike':
      return values.some((value) => like(value, asked, ''));
    case 'StringEquals':
    case 'Bool':
    case 'ArnEquals':
      return values.includes(asked);
    case 'DateLessThan':
      return values.some((value) => new Date(asked) < new Date(value));
    case 'IpAddress':
      return values.some((value) => asked.startsWith(value.replace(/0\/24$/, '')));
    default:
      throw new Error(`no such operator here: ${operator}`);
  }
}

const filled = (text: string, context: Readonly<Record<string, string>>) =>
  text.replace(/\$\{([^}]*)\}/g, (_, key) => context[key] ?? '');

const like = (pattern: string, text: string, flags: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
    flags,
  ).test(text);
