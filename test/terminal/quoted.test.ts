import { quoted } from '../../lib/terminal/quoted';

test.each([
  ['destination.yaml', 'destination.yaml'],
  ['https://minio.example.com:9000', 'https://minio.example.com:9000'],
  ['user+1=a,b@c', 'user+1=a,b@c'],
  ['arn:aws:s3:::b/k', 'arn:aws:s3:::b/k'],
  ['', "''"],
  ['=ls', "'=ls'"],
  ['~/s3.json', "'~/s3.json'"],
  ['~', "'~'"],
  ['*', "'*'"],
  ['my file.yaml', "'my file.yaml'"],
  ['$(id)', "'$(id)'"],
  ["it's", "'it'\\''s'"],
  ['two\nlines', "'two\nlines'"],
])('%j is one word of a shell: %s', (text, word) => {
  expect(quoted(text)).toBe(word);
});
