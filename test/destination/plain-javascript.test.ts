import * as kit from '../../lib';
import { complaintsOf, stackIn } from './support';

/** As a program without a compiler calls the kit. */
// biome-ignore lint/suspicious/noExplicitAny: what types keep out is what is tried
const { S3Destination, S3DestinationStack, Writer, LambdaSink, WriterAccess, SinkSource, VendorPreset }: any =
  kit;

const ACCESS = 'access: is missing: write how the vendor gets in, for example WriterAccess.iamUser()';
const BUCKET = 'bucket: is missing: write the bucket to write into';

describe.each([['nothing', undefined] as const, ['empty props', {}] as const])('%s', (_, props) => {
  test.each<[string, () => unknown, string[]]>([
    ['S3Destination', () => new S3Destination(stackIn(), 'x', props), [ACCESS]],
    ['Writer', () => new Writer(stackIn(), 'x', props), [ACCESS, BUCKET]],
    [
      'LambdaSink',
      () => new LambdaSink(stackIn(), 'x', props),
      [BUCKET, 'source: is missing: write where the records come from, for example SinkSource.sqs()'],
    ],
    [
      'S3DestinationStack',
      () => new S3DestinationStack(stackIn(), 'x', props),
      ["destination: is missing: write a destination file, DestinationFile.load('destination.yaml')"],
    ],
    [
      'WriterAccess.crossAccountRole',
      () => WriterAccess.crossAccountRole(props),
      [expect.stringMatching(/^principal: is missing/)],
    ],
    [
      'WriterAccess.webIdentityRole',
      () => WriterAccess.webIdentityRole(props),
      [expect.stringMatching(/^issuer: is missing/), expect.stringMatching(/^subjects: /)],
    ],
    [
      "VendorPreset.of('keboola').crossAccountRole",
      () => VendorPreset.of('keboola').crossAccountRole(props),
      [expect.stringMatching(/^externalId: is missing/)],
    ],
    [
      'SinkSource.eventBridge',
      () => SinkSource.eventBridge(props),
      ['pattern: is missing: write which events are written'],
    ],
    [
      'SinkSource.iotRule',
      () => SinkSource.iotRule(props),
      ['sql: is missing: write the SELECT statement of the rule'],
    ],
  ])('for %s is answered with what is missing', (construct, make, complaints) => {
    expect(complaintsOf(make)).toEqual([`${construct}:`, ...complaints]);
  });
});

test('no vendor at all is no preset', () => {
  expect(complaintsOf(() => VendorPreset.of())).toEqual([
    'VendorPreset.of:',
    'id: undefined is not a preset; `s3-destination vendors` lists them',
  ]);
});
