import { DestinationFileError } from '../../lib/config/problem';
import type { Hostile } from './hostile';
import { prove } from './proof';
import { synthesise } from './stacks';

/** Refused with a sentence for each problem, or the proof holds; anything else is thrown. */
export async function judge({ file, declaration }: Hostile): Promise<'refused' | 'held'> {
  const [template, refusal] = attempt(JSON.stringify(file));
  if (template === undefined) {
    const isClear = refusal.problems.every(({ message, line = 0 }) => /\w{3}/.test(message) && line > 0);
    if (!isClear || refusal.problems.length === 0) throw new Error(`an unclear refusal: ${refusal.message}`);
    return 'refused';
  }
  const { unexpected, missing } = await prove(template, declaration, { namedOnly: true });
  if (unexpected.length + missing.length === 0) return 'held';
  throw new Error(`${JSON.stringify(file)}\nunexpected: ${unexpected[0]}\nmissing: ${missing[0]}`);
}

function attempt(destination: string) {
  try {
    const [template] = synthesise([destination]);
    if (template === undefined) throw new Error('nothing was synthesised');
    return [template, undefined] as const;
  } catch (error) {
    if (error instanceof DestinationFileError) return [undefined, error] as const;
    throw error;
  }
}
