import { findings } from '../../policy/findings';
import { type Cell, permissionMatrix } from '../../policy/matrix';
import { scopeUris } from '../../policy/scope';
import type { Statement } from '../../policy/statement';
import { type RunbookInput, surroundingsOf } from '../input';
import { paragraph, type Section, warning } from '../model';
import { code, listed, prose, strong, type Text, t, verdict } from '../text';
import { documentsOf, vendorOf } from '../words';

const WHO = {
  writer: 'Writer',
  reader: 'Reader',
  sink: 'Sink',
  'own account': 'Your own account',
  'other accounts': 'Other accounts',
  public: 'The public',
} as const;

/** Who may do what and what is denied; then each statement with its reason. */
export function permissions(input: RunbookInput): Section {
  const { destination, now } = input;
  const { bucketName } = surroundingsOf(destination);
  const scope = scopeUris(bucketName, destination.objects);
  const matrix = permissionMatrix(destination, scope, new Date(now));
  return {
    id: 'permissions',
    title: 'Who may do what',
    blocks: [
      paragraph(t`In scope: ${listed(scope.map(code))}. ${capitalized(matrix.identity)}.`),
      {
        type: 'table',
        caption: 'The permission matrix: what is allowed and what is denied',
        head: ['Who', 'Objects in scope', 'Objects beside it', 'The bucket'],
        rows: matrix.rows.map((row) => [
          [t`${WHO[row.who]}`],
          cellOf(row.objects),
          cellOf(row.beside),
          cellOf(row.bucket),
        ]),
      },
      paragraph(t`Each statement, and the reason for it:`),
      {
        type: 'table',
        caption: 'The statements of the policies',
        head: ['Policy', 'Statement', 'Why'],
        rows: Object.entries(documentsOf(input)).flatMap(([kind, statements]) =>
          (statements as readonly Statement[]).map((statement) => [
            [t`${policyName(kind as keyof typeof POLICY, destination)}`],
            [statementText(statement)],
            [prose(`${statement.reason}${statement.when === undefined ? '' : `; ${statement.when}`}`)],
          ]),
        ),
      },
      ...findings(destination, new Date(now))
        .filter(({ code: which }) => which !== 'pending')
        .map(({ path, message }) => warning(t`${code(path)}: ${prose(message)}`)),
      ...(destination.access.type === 'none'
        ? []
        : [paragraph(t`What is not named is denied: to ${vendorOf(input)} and to everybody else.`)]),
    ],
  };
}

function policyName(
  kind: keyof typeof POLICY,
  { permissions: { put } }: RunbookInput['destination'],
): string {
  return put ? POLICY[kind] : POLICY[kind].replace('writer', 'reader');
}

const POLICY = {
  identity: 'Policy of the writer',
  trust: 'Trust policy of the role',
  bucket: 'Bucket policy',
  key: 'Key policy',
  sink: 'Policy of the sink',
} as const;

function statementText({ effect, actions, on }: Statement): Text {
  return t`${strong(effect)} ${listed(actions.map(code))} on ${PLACE[on]}`;
}

const PLACE = {
  objects: 'the objects in scope',
  'test-objects': "the connection test's objects",
  bucket: 'the bucket',
  key: 'the KMS key',
  role: 'the role',
} as const;

function cellOf({ may, mayNot }: Cell): Text[] {
  return [
    ...may.map((what) => t`${verdict('yes')} ${what}`),
    ...mayNot.map((what) => t`${verdict('no')} ${what}`),
  ];
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
