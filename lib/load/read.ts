import { parseSource } from '../config/document';
import { readText } from '../config/file-text';
import { failed, type ReadResult, wholeFile } from '../config/read-result';
import { validate } from '../config/validate';
import { mergePreset } from '../vendors/merge';

export function readDestination(file: string): ReadResult {
  const read = readText(file);
  return 'text' in read ? parseDestination(file, read.text) : wholeFile(file, read.message);
}

export function parseDestination(file: string, text: string): ReadResult {
  const source = parseSource(text);
  if ('refused' in source) {
    return failed(file, source.refused, ({ line, column, message }) => ({
      file,
      line,
      column,
      path: '',
      message,
    }));
  }
  if (source.value === null)
    return wholeFile(file, 'is empty: `s3-destination init` writes a destination file');
  return validate(file, source, mergePreset(source.value));
}
