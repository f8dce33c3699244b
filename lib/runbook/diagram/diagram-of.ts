import type { Access, Destination } from '../../config/destination';
import { isService, isWholeAccount } from '../../config/principal';
import { scopeUris } from '../../policy/scope';
import type { Statement } from '../../policy/statement';
import { type RunbookInput, surroundingsOf } from '../input';
import { capital, documentsOf, grantedActions, isPending, vendorOf } from '../words';
import type { Diagram, DiagramBox } from './model';

export function diagramOf(input: RunbookInput): Diagram {
  const { destination } = input;
  const { access, permissions, objects, sink } = destination;
  const { bucketName } = surroundingsOf(destination);
  const documents = documentsOf(input);
  const writers = access.type === 'none' ? documents.sink : [...documents.identity, ...documents.bucket];
  const inScope = scopeUris(bucketName, objects).map((uri) => uri.slice(`s3://${bucketName}/`.length));
  const identity = identityOf(destination);
  const reads = access.type !== 'none' && !permissions.put;
  const diagram = {
    title: `How ${vendorOf(input)} reaches the bucket`,
    ...(access.type === 'none' ? {} : { vendor: vendorBox(input) }),
    entry: entryOf(access),
    account: accountOf(destination),
    ...(identity === undefined ? {} : { identity }),
    grants: grantsOf(writers, inScope),
    ...(sink === undefined ? {} : { sink: sinkOf(sink) }),
    bucket: bucketOf(destination),
    reads,
    pending: isPending(destination),
  };
  return { ...diagram, description: describe(diagram, input) };
}

/** The objects of the connection test have grants of their own, within the scope or beside it. */
function grantsOf(statements: readonly Statement[], inScope: readonly string[]): Diagram['grants'] {
  const [onScope, onTest] = (['objects', 'test-objects'] as const).map((place) =>
    statements.filter(({ on }) => on === place),
  ) as [Statement[], Statement[]];
  const first = { actions: shortActions(onScope), objects: inScope };
  if (onTest.length === 0) return [first];
  const tested = new Set(
    onTest.flatMap(({ resources }) => resources.map((arn) => arn.slice(arn.indexOf('/') + 1))),
  );
  return [first, { actions: shortActions(onTest), objects: [...tested] }];
}

const shortActions = (statements: readonly Statement[]) =>
  grantedActions(statements).map((action) => action.replace(/^s3:/, ''));

function vendorBox(input: RunbookInput): DiagramBox {
  const { access } = input.destination;
  const title = capital(vendorOf(input));
  switch (access.type) {
    case 'iam-user':
      return { title, lines: ['holds an access key'] };
    case 'cross-account-role':
    case 'bucket-policy':
      return { title, lines: principalLines(access.principal) };
    case 'web-identity-role':
      return {
        title,
        lines: [
          `token of ${access.issuer}`,
          ...(access.pending ? ['subject: pending'] : subjectLines(access.subjects)),
        ],
      };
    case 'none':
      return { title, lines: [] };
  }
}

function subjectLines(subjects: readonly string[]): string[] {
  const [first, ...rest] = subjects;
  return [`subject ${first}`, ...(rest.length === 0 ? [] : [`and ${rest.length} more`])];
}

/** `arn:aws:iam::444455556666:role/exporter` → account and role */
function principalLines(principal: string): string[] {
  if (isService(principal)) return ['AWS service', principal];
  if (isWholeAccount(principal)) return [`AWS account ${/\d{12}/.exec(principal)?.[0]}`];
  const [, , , , account, identity = ''] = principal.split(':');
  return [`AWS account ${account}`, identity];
}

function entryOf(access: Access): string[] {
  switch (access.type) {
    case 'iam-user':
      return ['signs with', 'the access key'];
    case 'cross-account-role': {
      if (access.pending) return ['sts:AssumeRole', 'denied until the', 'external ID is known'];
      return ['sts:AssumeRole', ...(access.externalId === undefined ? [] : ['with the external ID'])];
    }
    case 'web-identity-role':
      return access.pending
        ? ['AssumeRole', 'WithWebIdentity', 'denied until the', 'subject is known']
        : ['AssumeRole', 'WithWebIdentity'];
    case 'bucket-policy':
      return ['named in the', 'bucket policy'];
    case 'none':
      return [];
  }
}

function identityOf(destination: Destination): DiagramBox | undefined {
  const { access } = destination;
  if (access.type === 'bucket-policy' || access.type === 'none') return undefined;
  return access.type === 'iam-user'
    ? { title: 'IAM user', lines: [access.userName ?? 'one policy, no password'] }
    : { title: 'IAM role', lines: [access.roleName ?? 'short-lived sessions'] };
}

function accountOf({ environment }: Destination): Diagram['account'] {
  const { account, region } = environment;
  const parts = [...(account === undefined ? [] : [account]), ...(region === undefined ? [] : [region])];
  return { title: 'Your AWS account', detail: parts.join(', ') };
}

function bucketOf({ bucket }: Destination): DiagramBox {
  const encryption = bucket.existing
    ? 'yours, left alone'
    : bucket.encryption === 's3-managed'
      ? 'private, encrypted (SSE-S3)'
      : 'private, encrypted (KMS)';
  return { title: 'S3 bucket', lines: [bucket.name ?? '(named by CloudFormation)', encryption] };
}

const SOURCES: Readonly<Record<string, string>> = {
  sqs: 'SQS queue',
  kinesis: 'Kinesis stream',
  sns: 'SNS topic',
  eventbridge: 'EventBridge rule',
  'iot-rule': 'IoT rule',
  'function-url': 'Function URL',
  invoke: 'Lambda invocation',
};

function sinkOf({ source, format }: NonNullable<Destination['sink']>): NonNullable<Diagram['sink']> {
  return {
    source: { title: SOURCES[source.type] as string, lines: ['records'] },
    writer: { title: 'Lambda sink', lines: [`writes ${format}`] },
  };
}

function describe(diagram: Omit<Diagram, 'description'>, { destination }: RunbookInput): string {
  const { vendor, identity, entry, account, grants, sink, bucket } = diagram;
  const name = bucket.lines[0];
  const where = `your AWS account${account.detail === '' ? '' : ` (${account.detail})`}`;
  const [{ objects: scopes }] = grants;
  const may = grants.map(
    ({ actions, objects }) => `${actions.join(', ') || 'nothing'} on ${objects.join(' and ')}`,
  );
  const what = `${may.join(' and, for the connection test, ')} in the bucket ${name}, and on no other object`;
  const sentences: string[] = [];
  if (vendor !== undefined && identity !== undefined) {
    sentences.push(
      `${vendor.title} (${vendor.lines.join(', ')}) reaches the ${identity.title} (${identity.lines.join(', ')}) in ${where}: ${oneLine(entry)}.`,
      `The ${identity.title} may do ${what}.`,
    );
  } else if (vendor !== undefined) {
    sentences.push(`${vendor.title} (${vendor.lines.join(', ')}) is named in the bucket policy in ${where}.`);
    sentences.push(`It may do ${what}.`);
  }
  if (sink !== undefined)
    sentences.push(
      `${capital(withArticle(sink.source.title))} feeds the Lambda sink in ${where}, which puts objects under ${scopes.join(' and ')} in the bucket ${name}.`,
    );
  if (isPending(destination)) sentences.push('Nobody can assume the role yet.');
  return sentences.join(' ');
}

/** The action is too long for one line of the picture. */
export const oneLine = (entry: readonly string[]) =>
  entry.join(' ').replace('AssumeRole With', 'AssumeRoleWith');

const withArticle = (noun: string) => `${/^([AEIOU]|S[QN]S)/.test(noun) ? 'an' : 'a'} ${noun}`;
