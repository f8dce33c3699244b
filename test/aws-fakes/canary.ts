import { SECRET_WORD } from '../../lib/local/secret-text';

/** A secret that nothing but a key file may hold; tests look for it in all that was said, logged and thrown. */
export const CANARY = `CANARY/${SECRET_WORD}+0123456789abcdE`;

/** Every key that the fake issues gets a secret of its own, which begins with the same word. */
export const canary = (number: number) => `CANARY/${SECRET_WORD}+${String(number).padStart(15, '0')}`;

/** Where a secret was said: empty, if all is well. */
export function spilled(...places: readonly unknown[]): string[] {
  return places
    .map((place) => (typeof place === 'string' ? place : (JSON.stringify(place, errors) ?? '')))
    .filter((text) => text.includes(SECRET_WORD));
}

/** JSON knows nothing of what stands in an error. */
function errors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { ...value, name, message, stack, cause };
}

const overheard: string[] = [];

/** Remembers a secret that a command said, whatever its test looks at: `test/overheard.js` fails the test then. */
export function hear(...texts: readonly string[]): void {
  overheard.push(...spilled(...texts));
}

/** What was heard since the last call. */
export const takeOverheard = (): string[] => overheard.splice(0);
