import { fromBytes, toBytes } from '../bytes';
import { CallError, type Context, priced } from '../context';
import { percentEncode } from '../escape';
import { quote } from '../fmt/quote';
import { GoMap, kindOf, mapGet, mapHas, type RawObject, type Value } from '../values';
import { lower } from './unicode';

/** Go's net/url, as far as urlParse and urlJoin show it. */
export const functions = priced(60, 2, {
  urlParse: [
    's',
    (c: Context, s: string) => {
      c.charge(50);
      return urlParse(s);
    },
  ],
  urlJoin: ['m', urlJoin],
});

const PATH = /[A-Za-z0-9_.~$&+,/:;=@-]/;
const USER = /[A-Za-z0-9_.~$&+,;=-]/;
const HOST = /[A-Za-z0-9_.~!$&'()*+,;=:[\]<>"-]/;
const FRAGMENT = /[A-Za-z0-9_.~!()*$&+,/:;=?@-]/;

interface Url {
  scheme: string;
  opaque: string;
  user?: { name: string; password?: string };
  host: string;
  path: string;
  query: string;
  fragment: string;
}

function urlParse(raw: string): Value {
  const u = parse(
    raw,
    (reason) => new CallError(`unable to parse url: parse ${quote(raw.split('#')[0] ?? '')}: ${reason}`),
  );
  return new GoMap('interface {}', [
    ['scheme', u.scheme],
    ['host', u.host],
    ['hostname', hostname(u.host)],
    ['path', u.path],
    ['query', u.query],
    ['opaque', u.opaque],
    ['fragment', u.fragment],
    ['userinfo', userinfo(u.user)],
  ]);
}

function parse(raw: string, error: (reason: string) => CallError): Url {
  const url: Url = { scheme: '', opaque: '', host: '', path: '', query: '', fragment: '' };
  const [whole = '', ...fragments] = raw.split('#');
  for (const ch of whole)
    if (ch < ' ' || ch === '\x7f') throw error('net/url: invalid control character in URL');
  if (whole === '*') return { ...url, path: '*', fragment: unescaped(fragments.join('#'), undefined, error) };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*)?:/.exec(whole);
  if (scheme !== null && scheme[1] === undefined) throw error('missing protocol scheme');
  url.scheme = lower(scheme?.[1] ?? '');
  let rest = whole.slice(scheme?.[0].length ?? 0);
  const question = rest.indexOf('?');
  if (question >= 0) {
    url.query = rest.slice(question + 1);
    rest = rest.slice(0, question);
  }
  url.fragment = unescaped(fragments.join('#'), undefined, error);
  if (!rest.startsWith('/')) {
    if (url.scheme !== '') return { ...url, opaque: rest };
    if ((rest.split('/')[0] ?? '').includes(':'))
      throw error('first path segment in URL cannot contain colon');
  }
  if (rest.startsWith('//') && (url.scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const authority = rest.slice(2, slash < 0 ? undefined : slash);
    rest = slash < 0 ? '' : rest.slice(slash);
    parseAuthority(url, authority, error);
  }
  url.path = unescaped(rest, undefined, error);
  return url;
}

function parseAuthority(url: Url, authority: string, error: (reason: string) => CallError): void {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const port = host.startsWith('[')
    ? host.slice(host.lastIndexOf(']') + 1)
    : host.includes(':')
      ? host.slice(host.lastIndexOf(':'))
      : '';
  if (host.startsWith('[') && !host.includes(']')) throw error("missing ']' in host");
  if (port !== '' && !/^:[0-9]*$/.test(port)) throw error(`invalid port ${quote(port)} after host`);
  url.host = unescaped(host, HOST, error);
  if (at < 0) return;
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw error('net/url: invalid userinfo');
  const colon = info.indexOf(':');
  const name = unescaped(colon < 0 ? info : info.slice(0, colon), undefined, error);
  url.user = colon < 0 ? { name } : { name, password: unescaped(info.slice(colon + 1), undefined, error) };
}

/** %XX to bytes; `allowed` says what a host may hold unescaped. */
function unescaped(s: string, allowed: RegExp | undefined, error: (reason: string) => CallError): string {
  for (const m of s.matchAll(/%(.{0,2})/gs)) {
    const digits = m[1] ?? '';
    if (!/^[0-9a-fA-F]{2}$/.test(digits) || (allowed && /^[0-7]/.test(digits) && digits !== '25')) {
      throw error(`invalid URL escape ${quote(m[0])}`);
    }
  }
  if (allowed !== undefined) {
    for (const ch of s) {
      if (ch < '\x80' && ch !== '%' && !allowed.test(ch))
        throw error(`invalid character ${quote(ch)} in host name`);
    }
  }
  if (!s.includes('%')) return s;
  const bytes: number[] = [];
  const src = toBytes(s);
  for (let i = 0; i < src.length; i++) {
    if (src[i] === 37) {
      bytes.push(Number.parseInt(String.fromCharCode(src[i + 1] ?? 0, src[i + 2] ?? 0), 16));
      i += 2;
    } else bytes.push(src[i] ?? 0);
  }
  return fromBytes(Uint8Array.from(bytes));
}

function hostname(host: string): string {
  const port = /:[0-9]*$/.exec(host);
  const bare = port === null ? host : host.slice(0, port.index);
  return bare.startsWith('[') && bare.endsWith(']') ? bare.slice(1, -1) : bare;
}

function userinfo(user: Url['user']): string {
  if (user === undefined) return '';
  const { name, password } = user;
  return percentEncode(name, USER) + (password === undefined ? '' : `:${percentEncode(password, USER)}`);
}

function urlJoin(c: Context, d: GoMap | RawObject): string {
  const get = (key: string): string => {
    if (!mapHas(d, key)) return '';
    const v = mapGet(d, key);
    if (typeof v === 'string') {
      c.charge(4 * v.length);
      return v;
    }
    throw new CallError(
      v === null
        ? 'runtime error: invalid memory address or nil pointer dereference'
        : `unable to parse ${key} key, must be of type string, but ${kindOf(v)} found`,
    );
  };
  const [scheme, host, path, query, opaque, fragment, info] = [
    'scheme',
    'host',
    'path',
    'query',
    'opaque',
    'fragment',
    'userinfo',
  ].map(get) as [string, string, string, string, string, string, string]; // prettier
  const user =
    info === ''
      ? undefined
      : parse(`proto://${info}@host`, (reason) => {
          return new CallError(
            `unable to parse userinfo in dict: parse ${quote(`proto://${info}@host`)}: ${reason}`,
          );
        }).user;
  let s = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') s += opaque;
  else {
    if (host !== '' || user !== undefined || (scheme !== '' && path !== '')) s += '//';
    if (user !== undefined) s += `${userinfo(user)}@`;
    s += percentEncode(host, HOST);
    const escaped = path === '*' ? '*' : percentEncode(path, PATH);
    if (escaped !== '' && !escaped.startsWith('/') && host !== '') s += '/';
    if (s === '' && (escaped.split('/')[0] ?? '').includes(':')) s = './';
    s += escaped;
  }
  if (query !== '') s += `?${query}`;
  return fragment === '' ? s : `${s}#${percentEncode(fragment, FRAGMENT)}`;
}
