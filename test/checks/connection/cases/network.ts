import { html } from '../fake-store';
import { type Case, everywhere, onS3 } from './case';

const secure = (own: string) => own.replace('http:', 'https:');

export const NETWORK: readonly Case[] = [
  {
    id: 'dns',
    name: 'a name that nobody knows',
    endpoint: () => 'https://store.invalid',
    because: /store\.invalid cannot be resolved/,
    remedy: /--endpoint-url for a slip/,
  },
  {
    id: 'refused',
    name: 'nothing listens',
    endpoint: () => 'https://127.0.0.1:9',
    because: /Nothing listens at 127\.0\.0\.1:9/,
    remedy: /host and port/,
  },
  {
    id: 'proxy-needed',
    name: 'nothing listens, and a proxy is named',
    endpoint: () => 'https://127.0.0.1:9',
    environment: { HTTPS_PROXY: 'http://proxy.example.com:3128' },
    because: /HTTPS_PROXY is set/,
    remedy: /pass 127\.0\.0\.1:9 directly/,
  },
  {
    id: 'unreachable',
    name: 'no answer in time',
    answers: everywhere('never'),
    requestHandler: { socketTimeout: 50 },
    because: /does not answer/,
    remedy: /firewall/,
  },
  {
    id: 'cut',
    name: 'the connection is cut',
    answers: everywhere('cut'),
    because: /was cut before the answer/,
    remedy: /Try again/,
  },
  {
    id: 'tls-to-plain-port',
    name: 'https:// to a port without TLS',
    tls: false,
    endpoint: secure,
    because: /does not speak TLS/,
    remedy: /port of the store that speaks TLS/,
  },
  {
    id: 'certificate',
    name: 'a certificate of its own',
    trust: false,
    because: /certificate of 127.* is not trusted \(.*self-signed certificate\)/,
    remedy: /NODE_EXTRA_CA_CERTS/,
  },
  {
    id: 'proxy-wants-a-login',
    name: 'a proxy wants a login',
    answers: everywhere(html(407, 'Proxy Authentication Required')),
    because: /wants a login \(407\)/,
    remedy: /Let the proxy pass/,
  },
  {
    id: 'store-wants-tls',
    name: 'http:// to a port with TLS, as nginx answers it',
    tls: false,
    answers: everywhere(html(400, 'The plain HTTP request was sent to HTTPS port')),
    because: /this port speaks TLS/,
    remedy: /https:\/\//,
  },
  {
    id: 'not-the-store',
    name: 'a proxy refuses with a page of its own',
    answers: everywhere(html(403, 'Access to this site is blocked')),
    because: /\(403\) is not S3/,
    remedy: /Check --endpoint-url/,
  },
  {
    id: 'not-the-store',
    name: 'a login page answers 200 to everything',
    answers: onS3(html(200, 'Sign in')),
    because: /\(200\) is not S3/,
    remedy: /not its console/,
  },
];
