import type { Cause } from './cause';

/** Nothing answered, or something that is neither S3 nor STS. */
export const NETWORK_CAUSES: readonly Cause[] = [
  {
    id: 'dns',
    when: { codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME'] },
    because: 'The name {host} cannot be resolved (DNS).',
    remedy:
      'Check the region and --endpoint-url for a slip, and the network: inside a VPC without internet, S3 and STS need endpoints with private DNS.',
    fatal: true,
  },
  {
    id: 'proxy-needed',
    when: {
      codes: ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'TimeoutError'],
      given: ['proxy-set'],
    },
    because:
      '{host} cannot be reached directly, and {proxy} is set: this command does not go through a proxy, because the AWS SDK for JavaScript does not.',
    remedy:
      'Let the proxy or firewall pass {host} directly, or run the test where there is none. The AWS CLI uses the proxy: aws s3api put-object tries the same.',
    fatal: true,
  },
  {
    id: 'refused',
    when: { codes: ['ECONNREFUSED'] },
    because: 'Nothing listens at {host}.',
    remedy: 'Check host and port of --endpoint-url, and whether the store is up.',
    fatal: true,
  },
  {
    id: 'unreachable',
    when: { codes: ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'TimeoutError'] },
    because: '{host} does not answer.',
    remedy: 'Look for a firewall or a route in between, and check host and port of --endpoint-url.',
    fatal: true,
  },
  {
    id: 'tls-to-plain-port',
    when: {
      codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    },
    because: '{host} does not speak TLS at this port.',
    remedy:
      'Use the port of the store that speaks TLS. Where it has none, --endpoint-url begins with http://: then everybody on the way reads the objects.',
    fatal: true,
  },
  {
    id: 'certificate',
    // Node has a code for each reason, and OpenSSL the words behind it.
    when: {
      says: 'self-signed certificate|unable to (verify the first|get (local )?issuer) certificate|certificate (has expired|is not yet valid)|does not match certificate',
    },
    because:
      'The certificate of {host} is not trusted ({said}): a store with a certificate of its own, or a proxy that opens TLS.',
    remedy:
      'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS. The vendor has to trust it too: a public certificate spares both.',
    fatal: true,
  },
  {
    id: 'cut',
    when: { codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'] },
    because: 'The connection to {host} was cut before the answer came.',
    remedy: 'Try again; if it stays so, look for a firewall or proxy that cuts it, and check --endpoint-url.',
    fatal: true,
  },
  {
    id: 'proxy-wants-a-login',
    when: { statuses: [407] },
    because: 'A proxy answered instead of {host}, and wants a login (407).',
    remedy: 'Let the proxy pass {host} without one, or run the test where there is none.',
    fatal: true,
  },
  {
    id: 'store-wants-tls',
    when: { statuses: [400], given: ['not-understood', 'plain-http'] },
    because: '{host} answers plain HTTP with an error of its web server: this port speaks TLS.',
    remedy: 'Begin --endpoint-url with https://.',
    fatal: true,
  },
  {
    id: 'not-the-store',
    when: {
      statuses: [200, 301, 302, 307, 308, 400, 401, 403, 404, 405, 502, 504],
      given: ['not-understood'],
    },
    because:
      'What answered at {host} ({status}) is not S3: a proxy, a login page or a web server stands in between.',
    remedy: 'Check --endpoint-url (the API of the store, not its console), and let proxies pass {host}.',
    fatal: true,
  },
];
