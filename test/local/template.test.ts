import { type Environment, resolveTemplate, TemplateError } from '../../lib/local';
import template from './destination.template.json';

const ENVIRONMENT: Environment = { accountId: '111122223333', region: 'eu-central-1', stackName: 'Orders' };

/** A template in which one resource has `value` as its property. */
function evaluate(value: unknown, more: Record<string, unknown> = {}, environment = ENVIRONMENT): unknown {
  const Resources = {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'acme' } },
    Role: { Type: 'AWS::IAM::Role', Properties: { Path: '/vendors/', RoleName: 'writer' } },
    Left: { Type: 'AWS::S3::Bucket', Condition: 'Never' },
    Thing: { Type: 'Custom::Thing', Properties: { Value: value } },
  };
  const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Not': [{ Condition: 'Never' }] } };
  const resolved = resolveTemplate({ Resources, Conditions, ...more }, environment);
  return resolved.resources.find(({ logicalId }) => logicalId === 'Thing')?.properties.Value;
}

describe('a function of CloudFormation is evaluated', () => {
  test.each<[unknown, unknown]>([
    ['as it stands', 'as it stands'],
    [{ Ref: 'Bucket' }, 'acme'],
    [{ Ref: 'AWS::Region' }, 'eu-central-1'],
    [{ Ref: 'AWS::AccountId' }, '111122223333'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::StackName' }, 'Orders'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::acme'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::111122223333:role/vendors/writer'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, 1]] }, 'a-acme-1'],
    [{ 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [
      { 'Fn::Sub': `\${Bucket} \${Role.Arn} \${AWS::Region}` },
      'acme arn:aws:iam::111122223333:role/vendors/writer eu-central-1',
    ],
    [{ 'Fn::Sub': [`\${A}-\${!aws:username}`, { A: { Ref: 'Bucket' } }] }, `acme-\${aws:username}`],
    [{ 'Fn::If': ['Always', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Never', 'yes', { Ref: 'AWS::NoValue' }] }, undefined],
    [
      ['a', { Ref: 'AWS::NoValue' }, 'b'],
      ['a', 'b'],
    ],
    [{ a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    [{ 'Fn::And': [{ Condition: 'Always' }, { Condition: 'Never' }] }, false],
    [
      { Ref: 'AWS::Region', Condition: {} },
      { Ref: 'AWS::Region', Condition: {} },
    ],
    [`\${aws:username}`, `\${aws:username}`],
  ])('%j', (value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  test('with what the environment says of parameters', () => {
    const more = {
      Parameters: { Name: { Type: 'String', Default: 'acme' }, Names: { Type: 'CommaDelimitedList' } },
    };
    const environment = { ...ENVIRONMENT, parameters: { Names: 'a,b' } };
    expect(evaluate([{ Ref: 'Name' }, { Ref: 'Names' }], more, environment)).toEqual(['acme', ['a', 'b']]);
  });

  test('with mappings', () => {
    const more = { Mappings: { Runtime: { 'eu-central-1': { value: 'nodejs22.x' } } } };
    expect(evaluate({ 'Fn::FindInMap': ['Runtime', { Ref: 'AWS::Region' }, 'value'] }, more)).toBe(
      'nodejs22.x',
    );
  });

  test('in another partition', () => {
    const china = {
      ...ENVIRONMENT,
      region: 'cn-north-1',
      partition: 'aws-cn',
      urlSuffix: 'amazonaws.com.cn',
    };
    expect(evaluate({ 'Fn::GetAtt': ['Bucket', 'Arn'] }, {}, china)).toBe('arn:aws-cn:s3:::acme');
    expect(evaluate({ 'Fn::GetAtt': ['Bucket', 'DomainName'] }, {}, china)).toBe('acme.s3.amazonaws.com.cn');
  });
});

describe('what nobody can know is an error that names the resource', () => {
  test.each<[string, unknown, string]>([
    ['a function', { 'Fn::ImportValue': 'x' }, 'does not know Fn::ImportValue'],
    ['a resource', { Ref: 'Nobody' }, 'refers to Nobody, which the template does not have'],
    [
      'a resource that a condition leaves out',
      { Ref: 'Left' },
      'refers to Left, which its condition leaves out',
    ],
    [
      'an attribute',
      { 'Fn::GetAtt': ['Bucket', 'Colour'] },
      'attribute Colour of Bucket (AWS::S3::Bucket) is not known',
    ],
    ['a name', { Ref: 'Thing' }, 'Ref of Thing (Custom::Thing) is not known'],
    ['a condition', { 'Fn::If': ['Perhaps', 1, 2] }, 'condition Perhaps is not defined'],
    ['an item', { 'Fn::Select': [2, ['a']] }, 'asks for an item that is not there'],
    ['a place in a map', { 'Fn::FindInMap': ['a', 'b', 'c'] }, 'finds nothing at a.b.c'],
    ['arguments', { 'Fn::Join': ['-'] }, 'Fn::Join takes two arguments'],
  ])('%s', (_what, value, problem) => {
    expect(() => evaluate(value)).toThrow(TemplateError);
    expect(() => evaluate(value)).toThrow(`Thing: `);
    expect(() => evaluate(value)).toThrow(problem);
  });

  test('a parameter without a value', () => {
    const more = {
      Parameters: {
        Name: { Type: 'String' },
        Ssm: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' },
      },
    };
    expect(() => evaluate({ Ref: 'Name' }, more)).toThrow('parameter Name has no value');
    expect(() => evaluate({ Ref: 'Ssm' }, more)).toThrow('parameter Ssm has no value');
  });

  test('a name that depends on itself', () => {
    const bucket = (other: string) => ({
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { Ref: other } },
    });
    expect(() => resolveTemplate({ Resources: { A: bucket('B'), B: bucket('A') } }, ENVIRONMENT)).toThrow(
      'depends on itself',
    );
  });
});

describe('a name that the template leaves open', () => {
  const nameOf = (stackName: string, logicalId: string, type = 'AWS::S3::Bucket') =>
    resolveTemplate({ Resources: { [logicalId]: { Type: type } } }, { ...ENVIRONMENT, stackName })
      .resources[0]?.ref ?? '';

  test('is the same at every run, and another in every stack', () => {
    expect(nameOf('Orders', 'Bucket')).toBe(nameOf('Orders', 'Bucket'));
    expect(nameOf('Orders', 'Bucket')).not.toBe(nameOf('Returns', 'Bucket'));
  });

  test('is one that S3 takes, however long its parts are', () => {
    expect(
      nameOf('S3Destination-orders', 'DestinationBucketWithAnExtraordinarilyLongLogicalId12345678'),
    ).toMatch(/^[a-z0-9-]{3,63}$/);
  });

  test('keeps its case with IAM', () => {
    expect(nameOf('Orders', 'Writer', 'AWS::IAM::User')).toMatch(/^Orders-Writer-[A-Z2-7]{12}$/);
  });
});

describe('Ref and Arn of what a sink is made of', () => {
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:eu-central-1:111122223333:${resource}`;
  const queue = 'https://sqs.eu-central-1.amazonaws.com/111122223333/n';

  test.each<[string, Record<string, string>, string, string, string]>([
    ['AWS::SQS::Queue', { QueueName: 'n' }, queue, 'Arn', arn('sqs', 'n')],
    ['AWS::SNS::Topic', { TopicName: 'n' }, arn('sns', 'n'), 'TopicName', 'n'],
    ['AWS::Lambda::Function', { FunctionName: 'n' }, 'n', 'Arn', arn('lambda', 'function:n')],
    ['AWS::Kinesis::Stream', { Name: 'n' }, 'n', 'Arn', arn('kinesis', 'stream/n')],
    ['AWS::DynamoDB::Table', { TableName: 'n' }, 'n', 'Arn', arn('dynamodb', 'table/n')],
    ['AWS::Logs::LogGroup', { LogGroupName: 'n' }, 'n', 'Arn', arn('logs', 'log-group:n:*')],
    ['AWS::CloudWatch::Alarm', { AlarmName: 'n' }, 'n', 'Arn', arn('cloudwatch', 'alarm:n')],
    ['AWS::Events::Rule', { Name: 'n' }, 'n', 'Arn', arn('events', 'rule/n')],
    ['AWS::IoT::TopicRule', { RuleName: 'n' }, 'n', 'Arn', arn('iot', 'rule/n')],
    [
      'AWS::Lambda::Url',
      { TargetFunctionArn: arn('lambda', 'function:n') },
      arn('lambda', 'function:n'),
      'FunctionArn',
      arn('lambda', 'function:n'),
    ],
    [
      'AWS::IAM::OIDCProvider',
      { Url: 'https://id.example.com/t/' },
      'arn:aws:iam::111122223333:oidc-provider/id.example.com/t/',
      'Arn',
      'arn:aws:iam::111122223333:oidc-provider/id.example.com/t/',
    ],
  ])('%s', (Type, Properties, ref, attribute, expected) => {
    const [resource] = resolveTemplate({ Resources: { X: { Type, Properties } } }, ENVIRONMENT).resources;
    expect([resource?.ref, resource?.attributes[attribute]]).toEqual([ref, expected]);
  });
});

test('outputs are evaluated, and resources without their condition are left out', () => {
  const { outputs, resources } = resolveTemplate(template, { ...ENVIRONMENT, region: 'eu-west-1' });
  expect(outputs).toMatchObject({
    BucketName: 'acme-exports',
    BucketRegion: 'eu-west-1',
    ObjectScope: 's3://acme-exports/exports/*.jsonl',
    RoleArn: 'arn:aws:iam::111122223333:role/vendor-writer',
  });
  expect(resources.map(({ logicalId }) => logicalId)).not.toContain('Metadata');
});
