import fc from 'fast-check';
import { violation } from '../../lib/config/rules';
import { hasConsole, quickCreateLink, TEMPLATE_URL, unreachable } from '../../lib/template/quick-create';

const URL_IN_S3 = 'https://acme-templates.s3.eu-west-1.amazonaws.com/orders.template.json';

test('a link fills in the page of CloudFormation', () => {
  const link = quickCreateLink({
    region: 'eu-west-1',
    templateUrl: URL_IN_S3,
    stackName: 'S3Destination-orders',
    parameters: { BucketName: 'acme-orders', Prefix: "a b/(c)'d*&x=1#", ExternalId: 'us1:0000+1' },
  });
  expect(link).toBe(
    'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review' +
      '?templateURL=https%3A%2F%2Facme-templates.s3.eu-west-1.amazonaws.com%2Forders.template.json' +
      '&stackName=S3Destination-orders&param_BucketName=acme-orders' +
      '&param_Prefix=a%20b%2F%28c%29%27d%2A%26x%3D1%23&param_ExternalId=us1%3A0000%2B1',
  );
});

test('whatever the values are, the page reads them as they were, and nothing ends the link early', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z0-9]{1,9}$/), text), (parameters) => {
      const link = quickCreateLink({
        region: 'eu-west-1',
        templateUrl: URL_IN_S3,
        stackName: 'S',
        parameters,
      });
      expect(link).toMatch(/^[\w:/.?=#&%~-]+$/);
      const query = new URLSearchParams(link.split('/review?')[1]);
      const read = [...query].filter(([name]) => name.startsWith('param_'));
      expect(read).toEqual(Object.entries(parameters).map(([id, value]) => [`param_${id}`, value]));
    }),
  );
});

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('the console of %s', (region, start) => {
  expect(hasConsole(region)).toBe(true);
  expect(quickCreateLink({ region, templateUrl: URL_IN_S3, stackName: 'S' })).toContain(start);
});

test('a region whose console has no public address has no link', () => {
  expect(hasConsole('us-iso-east-1')).toBe(false);
  expect(() => quickCreateLink({ region: 'us-iso-east-1', templateUrl: URL_IN_S3, stackName: 'S' })).toThrow(
    'No console of CloudFormation is known for us-iso-east-1.',
  );
});

test.each([
  URL_IN_S3,
  'https://acme-templates.s3.amazonaws.com/a/b.json',
  'https://s3.eu-west-1.amazonaws.com/acme-templates/b.json',
  'https://s3-eu-west-1.amazonaws.com/acme-templates/b.json',
  'https://acme.templates.s3.dualstack.eu-west-1.amazonaws.com/b.json?versionId=3HL4kqtJvjVBH40Nrjfkd',
  'https://acme-templates.s3.cn-north-1.amazonaws.com.cn/b.json',
])('CloudFormation reads %s', (url) => {
  expect(violation(TEMPLATE_URL, url)).toBeUndefined();
});

test.each([
  ['s3://acme-templates/b.json', 'is the form of the AWS CLI'],
  ['http://acme-templates.s3.amazonaws.com/b.json', 'is no address of an object in S3'],
  ['https://example.com/b.json', 'is no address of an object in S3'],
  ['https://evil.com/.s3.amazonaws.com/b.json', 'is no address of an object in S3'],
  ['https://s3-evil-123.us-east-1.elb.amazonaws.com/b.json', 'is no address of an object in S3'],
  ['https://acme.s3-website-us-east-1.amazonaws.com/b.json', 'is no address of an object in S3'],
  ['https://s3.amazonaws.com.evil.com/b.json', 'is no address of an object in S3'],
  ['https://user@acme.s3.amazonaws.com/b.json', 'is no address of an object in S3'],
  ['https://acme-templates.s3.amazonaws.com/', 'is no address of an object in S3'],
  ['https://acme-templates.s3.amazonaws.com/b.json#x', 'is no address of an object in S3'],
  ['https://acme-templates.s3.amazonaws.com/b.json?X-Amz-Signature=0', 'is no address of an object in S3'],
  [`https://acme-templates.s3.amazonaws.com/${'x'.repeat(1024)}`, 'is too long'],
  ['', 'is empty'],
])('%s is not what CloudFormation reads', (url, start) => {
  expect(violation(TEMPLATE_URL, url)).toContain(start);
});

test.each([
  [URL_IN_S3, 'us-east-1', undefined],
  [URL_IN_S3, 'cn-north-1', 'is in the partition aws, and cn-north-1 is not'],
  ['https://s3.us-gov-west-1.amazonaws.com/t/b.json', 'us-gov-east-1', undefined],
  ['https://t.s3.us-gov-west-1.amazonaws.com/b.json', 'eu-west-1', 'is in the partition aws-us-gov'],
  ['https://t.s3.cn-north-1.amazonaws.com.cn/b.json', 'cn-northwest-1', undefined],
  ['https://t.s3.amazonaws.com/b.json', 'us-gov-west-1', 'is in the partition aws, and us-gov-west-1 is not'],
])('%s from %s', (url, region, start) => {
  const said = unreachable(url, region);
  if (start === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(start);
});
