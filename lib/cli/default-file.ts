/** What every command reads where no file is named. */
export const DEFAULT_FILE = 'destination.yaml';
