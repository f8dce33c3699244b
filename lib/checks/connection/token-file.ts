import { readFileSync } from 'node:fs';
import { InputError } from '../../terminal/input-error';
import { unreadable } from '../../terminal/unreadable';

/** The token of a web identity. Messages never quote it: who has it can sign in. */
export function readTokenFile(file: string): string {
  const token = read(file).trim();
  if (token.split('.').length === 3) return token;
  throw new InputError(`${file} holds no token: a web identity is a JWT, three parts with dots between them`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file} ${unreadable(error)}: --token-file names the file with the vendor's token`);
  }
}
