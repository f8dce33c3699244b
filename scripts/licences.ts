import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../lib/paths';

/** Licences that oblige whoever installs the kit to nothing but a notice. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];

/** What package-lock.json says of one package. */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  /** Development only, so that no customer installs it. */
  readonly dev?: boolean;
  /** npm leaves it out where it does not fit the platform. */
  readonly optional?: boolean;
  readonly link?: boolean;
}

/** Development only: what obliges whoever passes it on, or uses it, to more than a notice; none of it is packed. */
const DEVELOPMENT: Readonly<Record<string, RegExp>> = {
  // The policy simulator of the proof.
  'AGPL-3.0-or-later': /^@cloud-copilot\//,
  // Rules of accessibility, which the tests of the HTML page load into a browser.
  'MPL-2.0': /^axe-core$/,
  // A table of browsers, of a tool that jest uses.
  'CC-BY-4.0': /^caniuse-lite$/,
  'MIT-0': /^@aws-lambda-powertools\//,
};

export interface Licences {
  /** Licence → how many packages that customers install have it. */
  readonly counts: Readonly<Record<string, number>>;
  /** Packages that may not be there, one sentence each. */
  readonly problems: readonly string[];
}

/** The packages that `npm install s3-destination-kit` brings, by their licences. */
export function licencesOf(packages: Readonly<Record<string, LockedPackage>>): Licences {
  const counts: Record<string, number> = {};
  const problems: string[] = [];
  for (const [path, { license, version, dev, link, optional }] of Object.entries(packages)) {
    if (path === '' || link) continue;
    const bare = path.replace(/^.*node_modules\//, '');
    const name = `${bare} ${version}`;
    if (dev) {
      // The lock file says nothing of the binaries for other platforms; their package has the licence.
      const isKnown =
        license === undefined ? optional : isAllowed(license) || DEVELOPMENT[license]?.test(bare);
      if (!isKnown) problems.push(`${name} has the licence ${license ?? 'unknown'}, which no tool may have`);
      continue;
    }
    counts[license ?? 'unknown'] = (counts[license ?? 'unknown'] ?? 0) + 1;
    if (license === undefined) problems.push(`${name} says no licence`);
    else if (!isAllowed(license)) problems.push(`${name} has the licence ${license}, which is not allowed`);
  }
  return { counts, problems };
}

/** `(MIT OR GPL-3.0)` leaves the choice, `MIT AND GPL-3.0` does not. */
function isAllowed(expression: string): boolean {
  const choices = expression.replace(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((one) => ALLOWED.includes(one.trim())));
}

export function lockedPackages(): Readonly<Record<string, LockedPackage>> {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package-lock.json'), 'utf8')).packages;
}

if (require.main === module) {
  const { counts, problems } = licencesOf(lockedPackages());
  for (const [licence, count] of Object.entries(counts).toSorted())
    console.log(`${licence.padEnd(16)}${count}`);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
