import { parseIni } from '../../../lib/sink/local/ini';

const asObject = (text: string) =>
  Object.fromEntries([...parseIni(text)].map(([name, section]) => [name, Object.fromEntries(section)]));

test.each<[string, string, object]>([
  ['spaces and capitals', ' [ a ] \n  Key\t=  v=w \n', { a: { key: 'v=w' } }],
  ['comments', '# x\n; y\n[a] # z\nk = v # c\nl = v#d\n', { a: { k: 'v', l: 'v#d' } }],
  ['a section that comes again', '[a]\nk=1\nl=1\n[b]\n[a]\nl=2', { a: { k: '1', l: '2' }, b: {} }],
  ['a group of its own', '[a]\ns3 =\n  k = 1\nk = 2\n', { a: { s3: '', k: '2' } }],
  ['CRLF and a byte order mark', '\ufeff[a]\r\nk=1\r\n', { a: { k: '1' } }],
  ['lines that say nothing', 'k=1\n[a]\nword\n=x\n', { a: {} }],
  ['names of objects', '[__proto__]\n__proto__=1\n', JSON.parse('{"__proto__":{"__proto__":"1"}}')],
])('%s', (_, text, sections) => {
  expect(asObject(text)).toEqual(sections);
});
