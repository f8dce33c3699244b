import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is written stays, also where the power fails the next moment. */

/** The file is either what it was, or all of this. */
export function replaceFile(file: string, text: string): void {
  const draft = `${file}.new`;
  writeAndSync(draft, 'w', text);
  renameSync(draft, file);
  syncFolder(dirname(file));
}

/** Made with the mode 0600 where it is not there. */
export function appendToFile(file: string, text: string): void {
  writeAndSync(file, 'a', text);
}

function writeAndSync(file: string, flags: 'w' | 'a', text: string): void {
  const descriptor = openSync(file, flags, 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A new name is only kept with its folder. Windows opens no folders, and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
