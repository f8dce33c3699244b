import { vendorName } from '../../onboarding/handover-text';
import { renderTable } from '../../terminal/table';
import type { Terminal } from '../../terminal/terminal';
import { readPreset } from '../../vendors/preset';
import type { Deployment } from './deployment';
import { type Onboarding, rowsOf } from './onboarding';
import { differs, type Row } from './row';
import type { SinkDelivery } from './sink/trial';
import { notEmulated } from './template-checks';

/** What was probed. */
export function report(deployment: Deployment, rows: readonly Row[], terminal: Terminal): void {
  const { destination, provisioned, bucketName } = deployment;
  const { colors } = terminal;
  terminal.out(
    `\n${colors.bold(destination.name)}: s3://${bucketName} in ${provisioned.region}, ${destination.access.type}`,
  );
  terminal.out(rowTable(rows, terminal));
  const unseen = notEmulated(deployment).join(', ') || 'nothing';
  terminal.out(
    colors.dim(`not emulated by the engine: ${unseen}; the rows "template" assert what matters of it`),
  );
}

/** What lies in the bucket, and what could not be written. */
export function reportSink(
  { objects, deadLetters, unwritable }: SinkDelivery,
  isOwnData: boolean,
  terminal: Terminal,
): void {
  const listing = objects
    .slice(0, LISTED)
    .map(({ key, bytes, records }) => [key, String(bytes.length), String(records ?? '–')]);
  terminal.out(`\n${headed([['object', 'bytes', 'records'], ...listing], terminal)}`);
  if (objects.length > LISTED) terminal.out(`and ${objects.length - LISTED} more`);
  const letters = deadLetters
    .slice(0, SHOWN)
    .map(({ body, reason }) => [short(body, 60), short(reason, 160)]);
  terminal.out(`\n${headed([['dead letter', 'reason'], ...letters], terminal)}`);
  if (deadLetters.length > SHOWN) terminal.out(`and ${deadLetters.length - SHOWN} more`);
  if (objects.some(({ noJson }) => noJson?.includes('<no value>')))
    terminal.out(
      terminal.colors.dim(
        `<no value> is what a template prints for a field that a record lacks${isOwnData ? '' : ', as the made-up {} does'}: {{ toJson .field }} prints null.`,
      ),
    );
  if (unwritable > 0 && !isOwnData)
    terminal.out(
      terminal.colors.dim(
        'The readings are made up, and these settings may want others: --data FILE takes records of your own.',
      ),
    );
}

const LISTED = 20;
/** Dead letters, of which one is often like the other. */
const SHOWN = 5;

const short = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** From the deploy to the vendor; `inFull` shows every request of the connection test. */
export function reportOnboarding(
  { destination }: Deployment,
  onboarding: Onboarding,
  inFull: boolean,
  terminal: Terminal,
): void {
  const { issued, report: tested, handover } = onboarding;
  if (issued.length === 0 && tested === undefined) return;
  const preset = destination.vendor === undefined ? undefined : readPreset(destination.vendor);
  const rows = rowsOf(onboarding);
  const asDeclared = tested?.rows.every(({ result }) => result === 'ok') ?? true;
  const steps = issued.length > 0 ? 'key issue → test → handover' : 'test → handover';
  terminal.out(`\n${terminal.colors.bold(destination.name)}: ${steps}`);
  terminal.out(
    rowTable(inFull || !asDeclared ? rows : [...issued, inShort(rows.length - issued.length)], terminal),
  );
  const cells = handover.values.map(({ label, value, where }) => [label, value ?? where ?? '']);
  terminal.out(`\n${headed([[`for ${vendorName(preset)}`, ''], ...cells], terminal)}`);
}

function inShort(count: number): Row {
  return {
    by: 'test',
    what: `${count} requests of the vendor`,
    expected: 'as declared',
    actual: 'as declared',
  };
}

function rowTable(rows: readonly Row[], { colors }: Terminal): string {
  const cells = rows.map((row) => [
    differs(row) ? 'DIFFERS' : 'ok',
    row.by,
    row.what,
    row.expected,
    row.actual,
  ]);
  return renderTable([['', 'by', 'what', 'expected', 'actual'], ...cells], (line, index) => {
    if (index === 0) return colors.bold(line);
    return line.startsWith('DIFFERS') ? colors.red(line) : line;
  });
}

function headed(rows: readonly (readonly string[])[], { colors }: Terminal): string {
  return renderTable(rows, (line, index) => (index === 0 ? colors.bold(line) : line));
}
