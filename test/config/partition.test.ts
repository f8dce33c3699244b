import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf, urlSuffixOf } from '../../lib/config/partition';
import { RULES, violation } from '../../lib/config/rules';

const REGIONS = RegionInfo.regions.map(({ name }) => name);

test.each(REGIONS)('%s is a region, of the partition and with the URL suffix that the CDK knows', (name) => {
  const { partition, domainSuffix } = RegionInfo.get(name);
  expect(violation(RULES.region, name)).toBeUndefined();
  expect([partitionOf(name), urlSuffixOf(name)]).toEqual([partition, domainSuffix]);
});
