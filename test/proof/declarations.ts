import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Declaration, parseGrant, type Trust } from './grants';

const FOLDER = join(__dirname, 'declared');
export const EXAMPLES_FOLDER = join(__dirname, '..', '..', 'examples');

/** One file under `declared/`: a destination, and in plain words all that it may open. */
export interface DeclarationFile {
  /** `keboola`, `preset-keboola-iam-user` */
  readonly name: string;
  /** The destination file, as people write it. */
  readonly destination: string;
  readonly declaration: Declaration;
}

interface Written {
  readonly destination?: string;
  readonly bucket?: Partial<Declaration['bucket']>;
  readonly writer?: string;
  readonly may: Record<string, string[]>;
  readonly assumed?: Record<string, Trust>;
  readonly further?: Partial<Declaration['further']>;
}

export function readDeclarations(): DeclarationFile[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const name = file.replace(/\.yaml$/, '');
      const written = parse(readFileSync(join(FOLDER, file), 'utf8')) as Written;
      const destination = written.destination ?? readFileSync(join(EXAMPLES_FOLDER, file), 'utf8');
      return { name, destination, declaration: declarationOf(written) };
    });
}

function declarationOf({ bucket = {}, writer, may, assumed = {}, further = {} }: Written): Declaration {
  return {
    bucket: { versioned: true, retained: true, ...bucket },
    ...(writer === undefined ? {} : { writer }),
    may: Object.fromEntries(Object.entries(may).map(([who, grants]) => [who, grants.map(parseGrant)])),
    assumed,
    further: { accessKeys: 0, sessionHours: 1, url: false, sources: [], ...further },
  };
}
