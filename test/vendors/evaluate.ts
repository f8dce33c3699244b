import type { PolicyDocument } from '../../lib/policy/statement';

/** What IAM would say to one request, for the few things that our identity policies hold. */
export function isAllowed(
  { Statement }: PolicyDocument,
  action: string,
  resource: string,
  time = new Date('2026-11-21T12:00:00Z'),
): boolean {
  return Statement.some(
    ({ Effect, Action, Resource, Condition }) =>
      Effect === 'Allow' &&
      listOf(Action).includes(action) &&
      listOf(Resource).some((pattern) => matches(pattern, resource)) &&
      holds(Condition, time),
  );
}

/** An asterisk stands for any characters, slashes too. */
export function matches(pattern: string, resource: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === resource;
  const last = rest.pop() ?? '';
  if (!resource.startsWith(first) || !resource.endsWith(last)) return false;
  if (rest.length > 0) throw new Error(`more than one asterisk: ${pattern}`);
  return resource.length >= first.length + last.length;
}

export function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value : [String(value)];
}

function holds(condition: unknown, time: Date): boolean {
  if (condition === undefined) return true;
  const { DateLessThan } = condition as { DateLessThan?: { 'aws:CurrentTime': string } };
  if (!DateLessThan) throw new Error(`unknown condition: ${JSON.stringify(condition)}`);
  return time < new Date(DateLessThan['aws:CurrentTime']);
}
