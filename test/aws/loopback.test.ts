import { isLoopback } from '../../lib/aws/loopback';

test.each([
  ['localhost', true],
  ['iam.localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['[::1]', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['notlocalhost', false],
  ['10.0.0.1', false],
  ['0.0.0.0', false],
])('%s: %s', (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});
