import type { Declaration } from './grants';
import { listOf, type Reading } from './reading';

/**
 * Two destinations of one shape differ in names only, so that what holds for one holds for the other. Only plain words
 * are names: one with a wildcard or a variable keeps its text, and so its shape.
 */
export function shapeOf(reading: Reading, declaration: Declaration): string {
  const { stackName = '' } = reading.template.environment;
  const values = [
    reading.bucketName,
    ...[...reading.places.values()].map((arn) => arn.split(':').at(-1) ?? ''),
    ...reading.identities.map(({ arn }) => arn.split('/').at(-1) ?? ''),
    ...Object.values(declaration.may).flatMap((grants) =>
      grants.flatMap(({ places }) => places.filter(isPattern).flatMap((place) => place.split('*'))),
    ),
    ...Object.values(declaration.assumed).flatMap(wordsOf),
    stackName,
    reading.region,
  ];
  const names = [...new Set(values)].filter((word) => word.length > 1 && !/[*?$]/.test(word));
  const seen = resourcesWithoutTexts(reading);
  const { may, assumed, writer, bucket } = declaration;
  const text = JSON.stringify([seen, may, assumed, writer, bucket.existing, bucket.key]);
  // Longest first, so that a name inside another one stays whole; numbered as they appear.
  const inOrder = names.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const numbers = new Map<string, number>();
  return text.replace(new RegExp(inOrder.map(escaped).join('|'), 'g'), (name) => {
    numbers.set(name, numbers.get(name) ?? numbers.size);
    return `‹${numbers.get(name)}›`;
  });
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const isPattern = (place: string) => !place.startsWith('the ') && !place.startsWith('arn:');

function wordsOf(trust: Declaration['assumed'][string]): string[] {
  return trust === 'nobody' ? [] : Object.values(trust).flatMap(listOf);
}

/** The requests of the proof do not depend on these; `openDoors` reads them of every destination. */
const BESIDE = [
  'BucketName',
  'Code',
  'Description',
  'Environment',
  'LifecycleConfiguration',
  'MaxSessionDuration',
  'Path',
  'PolicyName',
  'RoleName',
  'Tags',
  'UserName',
];

function resourcesWithoutTexts({ resources }: Reading) {
  return resources
    .filter(({ type }) => type !== 'AWS::CloudWatch::Alarm' && type !== 'AWS::CDK::Metadata')
    .map(({ type, properties }) => {
      const relevant = Object.entries(properties).filter(([name]) => !BESIDE.includes(name));
      return [type, Object.fromEntries(relevant)];
    });
}
