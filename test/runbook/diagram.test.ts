import { diagramOf } from '../../lib/runbook/diagram/diagram-of';
import { svg } from '../../lib/runbook/diagram/svg';
import { documentsOf } from '../../lib/runbook/words';
import { inputOf, VENDORS } from './support';

const TESTED = {
  version: 1,
  name: 'orders',
  bucket: { name: 'acme-orders' },
  objects: { prefixes: ['a', 'b'], pattern: '*.jsonl', testObject: 'probe.txt' },
  access: { type: 'iam-user' },
  permissions: { delete: { objects: 'test-objects', until: '2031-12-31' } },
};

test.each([...VENDORS, ['a test object beside the pattern', TESTED] as const])(
  'the picture of %s shows every object on which something is granted, and nothing more',
  (_, file) => {
    const input = inputOf(file);
    const diagram = diagramOf(input);
    const { identity, bucket } = documentsOf(input);
    const granted = [...identity, ...bucket].filter(
      ({ effect, on }) => effect === 'Allow' && (on === 'objects' || on === 'test-objects'),
    );
    const objects = granted.flatMap(({ resources }) => resources.map((arn) => arn.replace(/^[^/]*\//, '')));
    expect(new Set(diagram.grants.flatMap((grant) => grant.objects))).toEqual(new Set(objects));
    for (const one of objects) expect(diagram.description).toContain(one);
  },
);

test('what is granted for the connection test alone stands at its objects', () => {
  const diagram = diagramOf(inputOf(TESTED));
  expect(diagram.grants).toEqual([
    { actions: ['PutObject'], objects: ['a/*.jsonl', 'b/*.jsonl'] },
    { actions: ['PutObject', 'DeleteObject'], objects: ['a/probe.txt', 'b/probe.txt'] },
  ]);
  for (const layout of ['wide', 'tall'] as const)
    expect(svg(diagram, layout, 'x').replace(/<desc.*<\/desc>/, '')).toMatch(
      /a\/\*\.jsonl<.*PutObject<.*b\/probe\.txt<.*PutObject, DeleteObject</,
    );
});
