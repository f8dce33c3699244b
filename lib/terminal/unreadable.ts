/** Why a file that somebody named cannot be read, in the words that follow its name: `does not exist`. */
export function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist';
    case 'EISDIR':
      return 'is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by you';
    default:
      return `cannot be read (${code})`;
  }
}
