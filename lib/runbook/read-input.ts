import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Draft } from '../config/draft';
import { DestinationFileError } from '../config/problem';
import { locateProblem } from '../config/read-result';
import { readDestination } from '../load/read';
import { PACKAGE_ROOT } from '../paths';
import { sizeComplaints } from '../policy/limits';
import { mergePreset } from '../vendors/merge';
import { readPreset } from '../vendors/preset';
import { presetForRunbook, type RunbookInput } from './input';
import { placeholderComplaints } from './placeholders';

/**
 * A destination file → what its runbook is made of. A file that no stack could be made of is described all the same,
 * where it can be set up by hand.
 *
 * @throws DestinationFileError with every problem of the file
 */
export function readRunbookInput(file: string, now: Date): RunbookInput {
  const result = readDestination(file);
  if (!result.destination) throw new DestinationFileError(result.problems);
  const { destination, source } = result;
  const draft = withListOfOneAsPrefix(mergePreset(source.value).merged as Draft);
  const complaints = [...placeholderComplaints(draft), ...sizeComplaints(destination, now)];
  if (complaints.length > 0)
    throw new DestinationFileError(complaints.map((complaint) => locateProblem(file, source, complaint)));
  const { vendor } = destination;
  return {
    destination: { ...destination, file: basename(file) },
    own: withListOfOneAsPrefix(source.value as Draft),
    draft,
    ...(vendor === undefined ? {} : { preset: presetForRunbook(readPreset(vendor)) }),
    now: now.toISOString(),
    cdkCli: cdkCli(),
  };
}

/** `prefixes: [a]` says what `prefix: a` says, and one of them is enough to change. */
function withListOfOneAsPrefix(draft: Draft): Draft {
  const { prefixes, ...others } = draft.objects ?? {};
  if (prefixes?.length !== 1) return draft;
  return { ...draft, objects: { prefix: prefixes[0], ...others } };
}

/** The version that the kit is tested with. */
function cdkCli(): string {
  const { devDependencies } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  return devDependencies['aws-cdk'];
}
