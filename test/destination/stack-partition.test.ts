import { App, Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { stackPartition } from '../../lib/destination/stack-partition';

const LITERALS = '@aws-cdk/core:enablePartitionLiterals';

function stackIn(region: string | undefined, literals: boolean): Stack {
  const app = new App({ context: { [LITERALS]: literals } });
  return new Stack(app, 'Stack', region === undefined ? {} : { env: { region, account: '111122223333' } });
}

const REGIONS = RegionInfo.regions.map(({ name }) => name);

test('there are regions of several partitions to compare', () => {
  expect(new Set(REGIONS.map((region) => RegionInfo.get(region).partition)).size).toBeGreaterThan(4);
});

test.each([true, false])('is what the CDK says in every region; literals: %s', (literals) => {
  const ours = [...REGIONS, undefined].map((region) => stackPartition(stackIn(region, literals)));
  expect(ours).toEqual([...REGIONS, undefined].map((region) => stackIn(region, literals).partition));
});

test('is written out where the feature flag asks for it', () => {
  expect(stackPartition(stackIn('cn-north-1', true))).toBe('aws-cn');
});
