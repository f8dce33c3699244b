import type { Node } from 'constructs';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const LONGEST = 255;

/**
 * The construct's path as a dimension of metrics: printable ASCII, and no colon in front. Where that changes it, a part
 * of the construct's address keeps it apart from others that change to the same.
 */
export function metricName({ path, addr }: Node): string {
  const printable = path.replace(/[^ -~]/gu, '_').replace(/^:/, '_');
  if (printable === path && path.length <= LONGEST) return path;
  const mark = `-${addr.slice(-8)}`;
  return printable.slice(0, LONGEST - mark.length) + mark;
}
