import type { Objects } from '../config/destination';

/** The resources of the objects in scope: `<bucket>/<prefix>/<pattern>`, without a slash too many. */
export function objectArns(bucketArn: string, { prefixes, pattern }: Objects): string[] {
  return under(bucketArn, prefixes, pattern);
}

/** The resources of the connection test's objects; none where the vendor has no such object. */
export function testObjectArns(bucketArn: string, { prefixes, testObject }: Objects): string[] {
  return testObject === undefined ? [] : under(bucketArn, prefixes, testObject);
}

/** Whether the writer may put the test's object with the grant on the scope, or needs it named. */
export function testObjectIsInScope({ pattern, testObject }: Objects): boolean {
  return testObject === undefined || testObject.endsWith(pattern.slice(1));
}

/** For people: `s3://acme-orders/exports/orders/*.jsonl` */
export function scopeUris(bucketName: string, objects: Objects): string[] {
  return under(`s3://${bucketName}`, objects.prefixes, objects.pattern);
}

function under(root: string, prefixes: readonly string[], name: string): string[] {
  return prefixes.length === 0 ? [`${root}/${name}`] : prefixes.map((prefix) => `${root}/${prefix}/${name}`);
}
