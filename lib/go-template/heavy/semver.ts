import { CallError, type Context, priced } from '../context';
import { GoInt, GoObject, type Methods, type Value } from '../values';
import { constraint } from './semver-constraint';

const VERSION =
  /^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?$/;

export const functions = priced(30, 1, {
  semver: ['s', (_: Context, s: string) => parseVersion(s)],
  semverCompare: [
    'ss',
    (ctx: Context, c: string, s: string) => {
      ctx.charge(60 + 2 * c.length);
      const check = constraint(c);
      return check(parseVersion(s));
    },
  ],
});

/** Masterminds/semver's *Version. */
export class Version extends GoObject {
  readonly type = '*semver.Version';
  readonly kind = 'ptr';
  constructor(
    readonly major: bigint,
    readonly minor: bigint,
    readonly patch: bigint,
    readonly pre: string,
    readonly metadata: string,
    readonly original: string,
  ) {
    super();
  }

  override toString(): string {
    const { pre, metadata } = this;
    return `${this.major}.${this.minor}.${this.patch}${pre === '' ? '' : `-${pre}`}${metadata === '' ? '' : `+${metadata}`}`;
  }

  override toJson(): string {
    return this.toString();
  }

  override equals(o: GoObject): boolean {
    return o instanceof Version && o.toString() === this.toString() && o.original === this.original;
  }

  compare(o: Version): number {
    for (const part of ['major', 'minor', 'patch'] as const) {
      if (this[part] !== o[part]) return this[part] < o[part] ? -1 : 1;
    }
    if (this.pre === o.pre) return 0;
    if (this.pre === '') return 1;
    return o.pre === '' ? -1 : comparePrerelease(this.pre, o.pre);
  }

  private next(major: bigint, minor: bigint, patch: bigint): Version {
    const v = new Version(major, minor, patch, '', '', '');
    return new Version(major, minor, patch, '', '', `${this.original.startsWith('v') ? 'v' : ''}${v}`);
  }

  private table: Methods | undefined;
  get methods(): Methods {
    this.table ??= this.makeMethods();
    return this.table;
  }

  private makeMethods(): Methods {
    return {
      Compare: ['a', (o) => BigInt(this.compare(version(o)))],
      LessThan: ['a', (o) => this.compare(version(o)) < 0],
      GreaterThan: ['a', (o) => this.compare(version(o)) > 0],
      Equal: ['a', (o) => this.compare(version(o)) === 0],
      Major: ['', () => new GoInt('uint64', this.major)],
      Minor: ['', () => new GoInt('uint64', this.minor)],
      Patch: ['', () => new GoInt('uint64', this.patch)],
      Prerelease: ['', () => this.pre],
      Metadata: ['', () => this.metadata],
      Original: ['', () => this.original],
      String: ['', () => this.toString()],
      IncPatch: ['', () => this.next(this.major, this.minor, this.pre === '' ? this.patch + 1n : this.patch)],
      IncMinor: ['', () => this.next(this.major, this.minor + 1n, 0n)],
      IncMajor: ['', () => this.next(this.major + 1n, 0n, 0n)],
    };
  }
}

function version(v: Value): Version {
  if (v instanceof Version) return v;
  throw new CallError('the argument is no version');
}

export function parseVersion(s: string): Version {
  const m = VERSION.exec(s);
  if (m === null) throw new CallError('Invalid Semantic Version');
  const part = (text: string | undefined) => {
    const digits = (text ?? '0').replace(/^\./, '');
    const n = BigInt(digits.slice(0, 100));
    if (n >= 2n ** 64n)
      throw new CallError(
        `Error parsing version segment: strconv.ParseUint: parsing "${digits}": value out of range`,
      );
    return n;
  };
  const pre = m[5] ?? '';
  if (pre.split('.').some((p) => /^0[0-9]+$/.test(p))) throw new CallError('Version segment starts with 0');
  return new Version(part(m[1]), part(m[2]), part(m[3]), pre, m[8] ?? '', s);
}

export function comparePrerelease(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const d = comparePart(x[i], y[i]);
    if (d !== 0) return d;
  }
  return 0;
}

function comparePart(s: string | undefined, o: string | undefined): number {
  if (s === o) return 0;
  if (s === undefined) return -1;
  if (o === undefined) return 1;
  const [n, m] = [/^[0-9]+$/.test(s), /^[0-9]+$/.test(o)];
  // Neither starts with a zero, so the longer one is the larger: there is no BigInt of a million digits.
  if (n && m && s.length !== o.length) return s.length < o.length ? -1 : 1;
  if (n !== m) return n ? -1 : 1;
  return s < o ? -1 : 1;
}
