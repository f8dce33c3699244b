import { CallError } from '../context';
import { comparePrerelease, parseVersion, type Version } from './semver';

/** Masterminds/semver's constraints: "^1.2", ">= 1, < 2 || 3.x", "1.0 - 2.0". */

const CV =
  'v?([0-9|x|X|*]+)(\\.[0-9|x|X|*]+)?(\\.[0-9|x|X|*]+)?(-([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?(\\+([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?';
const OPS = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
const LONGEST = '!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|';
const ONE = new RegExp(`^\\s*(${OPS})\\s*(${CV})\\s*$`);
const RANGE = new RegExp(`\\s*(${CV})\\s+-\\s+(${CV})\\s*`, 'g');
const FIND = new RegExp(`(${LONGEST})\\s*(${CV})`, 'g');
// One way only to read a row of spaces, or a text that does not match would take for ever to say so.
const TERM = `(?:(?:${LONGEST.slice(0, -1)})\\s*)?${CV}`;
const VALID = new RegExp(`^\\s*${TERM}(?:(?:\\s*,|\\s)\\s*${TERM})*\\s*$`);

interface Constraint {
  readonly op: string;
  readonly con: Version;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
  readonly dirty: boolean;
}

/** Where the second version's groups begin: a version is one group with nine inside. */
const SECOND = 10;
const MAX_LENGTH = 256;

export function constraint(text: string): (v: Version) => boolean {
  // The patterns above are JavaScript's own, which may take long on long texts.
  if (text.length > MAX_LENGTH) throw new CallError('constraint is too long');
  const rewritten = text.replace(RANGE, (_, ...m: string[]) => `>= ${m[0]}, <= ${m[SECOND]}`);
  const ors = rewritten.split('||').map((part) => {
    if (!VALID.test(part)) throw new CallError(`improper constraint: ${part}`);
    return (part.match(FIND) ?? [part]).map(parseConstraint);
  });
  return (v) => ors.some((all) => all.every((c) => check(v, c)));
}

const isX = (s: string) => s === 'x' || s === 'X' || s === '*';

function parseConstraint(text: string): Constraint {
  const m = ONE.exec(text);
  if (m === null) throw new CallError(`improper constraint: ${text}`);
  const [, op = '', whole = '', major = '', minor = '', patch = '', pre = ''] = m;
  let ver = whole;
  let [minorDirty, patchDirty, dirty] = [false, false, false];
  if (isX(major) || major === '') {
    ver = `0.0.0${pre}`;
    dirty = true;
  } else if (isX(minor.slice(1)) || minor === '') {
    ver = `${major}.0.0${pre}`;
    minorDirty = dirty = true;
  } else if (isX(patch.slice(1)) || patch === '') {
    ver = `${major}${minor}.0${pre}`;
    patchDirty = dirty = true;
  }
  try {
    return { op, con: parseVersion(ver), minorDirty, patchDirty, dirty };
  } catch {
    throw new CallError('constraint Parser Error');
  }
}

function check(v: Version, c: Constraint): boolean {
  const prereleaseOnly = v.pre !== '' && c.con.pre === '';
  if (c.op === '!=') return notEqual(v, c, prereleaseOnly);
  if (prereleaseOnly) return false;
  switch (c.op) {
    case '>':
      return greaterThan(v, c);
    case '<':
      return v.compare(c.con) < 0;
    case '>=':
    case '=>':
      return v.compare(c.con) >= 0;
    case '<=':
    case '=<':
      if (!c.dirty) return v.compare(c.con) <= 0;
      return !(v.major > c.con.major || (v.major === c.con.major && v.minor > c.con.minor && !c.minorDirty));
    case '~':
    case '~>':
      return tilde(v, c);
    case '^':
      return caret(v, c);
  }
  return c.dirty ? tilde(v, c) : v.compare(c.con) === 0;
}

function notEqual(v: Version, c: Constraint, prereleaseOnly: boolean): boolean {
  if (c.dirty) {
    if (prereleaseOnly) return false;
    if (c.con.major !== v.major) return true;
    if (c.con.minor !== v.minor && !c.minorDirty) return true;
    if (c.minorDirty) return false;
    if (c.con.patch !== v.patch && !c.patchDirty) return true;
    if (c.patchDirty) return (v.pre !== '' || c.con.pre !== '') && comparePrerelease(v.pre, c.con.pre) !== 0;
  }
  return v.compare(c.con) !== 0;
}

function greaterThan(v: Version, c: Constraint): boolean {
  if (!c.dirty) return v.compare(c.con) === 1;
  if (v.major !== c.con.major) return v.major > c.con.major;
  if (c.minorDirty) return false;
  return c.patchDirty ? v.minor > c.con.minor : v.compare(c.con) === 1;
}

function tilde(v: Version, c: Constraint): boolean {
  const { con } = c;
  if (v.compare(con) < 0) return false;
  if (con.major === 0n && con.minor === 0n && con.patch === 0n && !c.minorDirty && !c.patchDirty) return true;
  return v.major === con.major && (v.minor === con.minor || c.minorDirty);
}

function caret(v: Version, c: Constraint): boolean {
  const { con } = c;
  if (v.compare(con) < 0) return false;
  if (con.major > 0n || c.minorDirty) return v.major === con.major;
  if (v.major > 0n) return false;
  if (con.minor > 0n || c.patchDirty) return v.minor === con.minor;
  return v.minor === 0n && con.patch === v.patch;
}
