/** One word of a command in a POSIX shell, whatever it holds; PowerShell reads it alike, but for a single quote. */
export function quoted(text: string): string {
  // An equals sign at the beginning is a command's path in zsh.
  return /^[\w%+:,./@-][\w%+=:,./@-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
