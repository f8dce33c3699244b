import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Destination } from '../../lib/config/destination';
import { renderProblem } from '../../lib/config/problem';
import { parseDestination } from '../../lib/load/read';
import { policySet } from '../../lib/policy/documents';

const EXAMPLES = readdirSync(join(__dirname, '..', '..', 'examples'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(__dirname, '..', '..', 'examples', name), 'utf8'));

/** What people and attackers type: words, separators, wildcards, references, look-alikes and control characters. */
const piece = fc.constantFrom(
  ...[
    'exports',
    'a',
    'B',
    '7',
    '.csv',
    '-',
    '_',
    ' ',
    '/',
    '//',
    '\\',
    '.',
    '..',
    '*',
    '**',
    '?',
    '$',
    '${',
    '}',
  ],
  ...[
    '{{',
    '{',
    '%2f',
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u001b[2J',
    'é',
    '＊',
    '∗',
    '\u2028',
    '\ud800',
    '😀',
    ':',
    '@',
    '=',
  ],
);
const typed = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[\w./-]{1,30}$/) },
);

/** `PROPERTY_RUNS=100 npm test -- test/config/properties` looks much longer. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1);
const NOW = new Date('2026-11-21T12:00:00Z');
const surroundings = { accountId: '111122223333', region: 'eu-west-1', bucketName: 'acme-orders' };

describe('whatever is typed', () => {
  test('a scope is refused, or its resources hold no other wildcard than the declared one', () => {
    const objects = fc.record(
      { prefix: typed, pattern: typed.map((text) => `*${text}`), testObject: typed },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(objects, (given) => {
        const destination = accepted({ objects: given });
        if (!destination) return;
        const { pattern, testObject = '' } = destination.objects;
        expect(pattern.lastIndexOf('*')).toBe(0);
        for (const { sid, actions, resources } of policySet(destination, surroundings, NOW).identity) {
          const wildcards =
            { WriteTestObjects: testObject.split('*').length - 1, GetBucketLocation: 0 }[sid] ?? 1;
          expect(actions.join()).not.toMatch(/[*?]/);
          for (const resource of resources) {
            expect(resource.startsWith('arn:aws:s3:::acme-orders')).toBe(true);
            expect(resource.split('*').length - 1).toBe(wildcards);
            expect(resource).not.toMatch(/\$\{|\{\{|\/\/|\?|[^ -~]|\/\.{1,2}\//);
          }
        }
      }),
      { numRuns: 200 * RUNS },
    );
  });

  test('a name, a bucket or a user is refused, or holds only plain characters', () => {
    fc.assert(
      fc.property(typed, (text) => {
        for (const changes of [{ name: text }, { bucket: { name: text } }, { bucket: { existing: text } }]) {
          if (accepted(changes)) expect(text).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
        }
        if (accepted({ access: { type: 'iam-user', userName: text } })) expect(text).toMatch(/^[\w+=,.@-]+$/);
      }),
      { numRuns: 200 * RUNS },
    );
  });

  test('a principal is refused, or is one account, role or user', () => {
    const principal = fc.oneof(
      typed,
      fc
        .tuple(fc.constantFrom('role/', 'user/', 'root', 'group/', ''), typed)
        .map(([kind, text]) => `arn:aws:iam::444455556666:${kind}${text}`),
      fc.tuple(typed, fc.constantFrom('444455556666', 'logs.amazonaws.com')).map(([text, end]) => text + end),
    );
    fc.assert(
      fc.property(principal, (text) => {
        const destination = accepted({
          access: { type: 'cross-account-role', principal: text, externalId: 'acme' },
        });
        if (!destination) return;
        const [trust] = policySet(destination, surroundings, NOW).trust;
        expect(trust?.principal).toEqual({
          type: 'AWS',
          value: expect.stringMatching(/^arn:aws:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/),
        });
      }),
      { numRuns: 200 * RUNS },
    );
  });

  test('an external ID is refused, or is compared as it was typed', () => {
    fc.assert(
      fc.property(typed, (externalId) => {
        const destination = accepted({
          access: { type: 'cross-account-role', principal: '444455556666', externalId },
        });
        if (!destination) return;
        expect(externalId).toMatch(/^[\w+=,.@:/-]{2,}$/);
        const [trust] = policySet(destination, surroundings, NOW).trust;
        expect(trust?.conditions).toEqual({ StringEquals: { 'sts:ExternalId': externalId } });
      }),
      { numRuns: 200 * RUNS },
    );
  });

  test('a subject of Google or GitHub is refused, or lets in no more than one account or repository', () => {
    const subject = fc.oneof(
      typed,
      typed.map((text) => `repo:${text}`),
      typed.map((text) => `repo:acme/${text}`),
    );
    fc.assert(
      fc.property(
        subject,
        fc.constantFrom('', 'https://'),
        fc.constantFrom('', '/', '/acme'),
        (text, scheme, path) => {
          const access = (host: string) => ({
            access: {
              type: 'web-identity-role',
              issuer: scheme + host + path,
              audience: 'aws',
              subjects: [text],
            },
          });
          if (accepted(access('accounts.google.com'))) expect(text).not.toMatch(/[*?]/);
          if (accepted(access('token.actions.githubusercontent.com')))
            expect(text).toMatch(/^repo:[^*?/:]+\/[^*?/:]+:/);
        },
      ),
      { numRuns: 200 * RUNS },
    );
  });
});

describe('reading never throws, ends soon, and every problem has a place and a sentence', () => {
  const word = fc.constantFrom(
    ...[
      'version',
      'name',
      'access',
      'type',
      'iam-user',
      'objects',
      'prefixes',
      'vendor',
      'keboola',
      'tags',
      '1',
    ],
    ...[
      ': ',
      ':',
      '\n',
      '\n  ',
      '\n- ',
      '- ',
      '? ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '"',
      "'",
      '|',
      '>',
      '&a',
      '*a',
      '!',
      '!!set',
    ],
    ...[
      '%YAML 1.1',
      '---',
      '...',
      '#',
      '\t',
      '\r',
      '<<',
      '__proto__',
      'null',
      'true',
      '0x1F',
      '.nan',
      '~',
      '@',
      '`',
      'é',
    ],
  );
  const yamlish = fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
  /** An example in which a few places were cut out or written over. */
  const mutated = fc
    .tuple(
      fc.constantFrom(...EXAMPLES),
      fc.array(fc.tuple(fc.nat(400), fc.nat(12), fc.oneof(word, typed)), { maxLength: 4 }),
    )
    .map(([text, edits]) =>
      edits.reduce((now, [at, length, insert]) => now.slice(0, at) + insert + now.slice(at + length), text),
    );

  test.each([
    ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
    ['the words of YAML in any order', yamlish],
    ['an example with mistakes', mutated],
  ])('of %s', (_, text) => {
    fc.assert(
      fc.property(text, (one) => {
        isReadWell(one);
      }),
      { numRuns: 200 * RUNS },
    );
  });

  test('of any value in the place of any other', () => {
    const key = fc.constantFrom(
      'name',
      'vendor',
      'environment',
      'bucket',
      'objects',
      'access',
      'permissions',
      'sink',
      'tags',
    );
    const inner = fc.constantFrom(
      ...[
        'type',
        'principal',
        'subjects',
        'conditions',
        'prefixes',
        'delete',
        'additional',
        'source',
        'encryption',
      ],
      ...['issuer', 'providerArn', 'region', 'account', 'existing', 'keySerials', 'toString', 'constructor'],
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.dictionary(inner, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 }),
      fc.constantFrom(
        'iam-user',
        'cross-account-role',
        'web-identity-role',
        'bucket-policy',
        'none',
        'keboola',
      ),
    );
    const file = fc.dictionary(key, fc.oneof(value, fc.dictionary(inner, value, { maxKeys: 4 })), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(file, (keys) => {
        isReadWell(JSON.stringify({ version: 1, ...keys }));
      }),
      { numRuns: 100 * RUNS },
    );
  });
});

/** The destination of a file that is right but for these changes, or `undefined` where it is refused. */
function accepted(changes: object): Destination | undefined {
  const file = { version: 1, name: 'orders', access: { type: 'iam-user' }, ...changes };
  return isReadWell(JSON.stringify(file));
}

function isReadWell(text: string): Destination | undefined {
  const start = performance.now();
  const { destination, problems } = parseDestination('destination.yaml', text);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(problems.length === 0).toBe(destination !== undefined);
  const lines = text.split('\n');
  // One assertion for all: with thousands of runs, the assertions themselves take the time.
  const unreadable = problems.filter((problem) => {
    const { line = 1, column = 1, message } = problem;
    const inText = column - 1 <= (lines[line - 1]?.length ?? -1);
    const inWords = /^\S.{3,}/.test(message) && !LEAKED.test(renderProblem(problem));
    return !inText || !inWords;
  });
  expect(unreadable).toEqual([]);
  return destination;
}

/** What belongs to JavaScript, to zod or to a terminal, and not into a sentence. */
const LEAKED = /\[object |\bundefined\b|Invalid (input|option|string)|\p{Cc}/u;
