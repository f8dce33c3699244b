const COMMERCIAL = { partition: 'aws', urlSuffix: 'amazonaws.com' };
/** https://docs.aws.amazon.com/general/latest/gr/rande.html and the region facts of aws-cdk-lib 2.276 */
const OTHERS = [
  { regions: 'cn-', partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' },
  { regions: 'us-gov-', partition: 'aws-us-gov', urlSuffix: 'amazonaws.com' },
  { regions: 'us-iso-', partition: 'aws-iso', urlSuffix: 'c2s.ic.gov' },
  { regions: 'us-isob-', partition: 'aws-iso-b', urlSuffix: 'sc2s.sgov.gov' },
  { regions: 'eu-isoe-', partition: 'aws-iso-e', urlSuffix: 'cloud.adc-e.uk' },
  { regions: 'us-isof-', partition: 'aws-iso-f', urlSuffix: 'csp.hci.ic.gov' },
  { regions: 'eusc-', partition: 'aws-eusc', urlSuffix: 'amazonaws.eu' },
];

/** The partition that a region belongs to: `eu-west-1` → `aws`, `cn-north-1` → `aws-cn`. */
export function partitionOf(region: string): string {
  return entryOf(region).partition;
}

/** What the names of services end with: `eu-west-1` → `amazonaws.com`. */
export function urlSuffixOf(region: string): string {
  return entryOf(region).urlSuffix;
}

const entryOf = (region: string) => OTHERS.find(({ regions }) => region.startsWith(regions)) ?? COMMERCIAL;
