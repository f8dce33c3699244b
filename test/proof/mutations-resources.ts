import { add, condition, deny, drop, each, type Mutation, plus, property, resourcesOf, root } from './mutate';
import type { FlatTemplate, Properties } from './stacks';

const ifSink = (name: string, apply: (template: FlatTemplate) => void): Mutation => ({
  name,
  apply: (template) => {
    if (resourcesOf(template, 'AWS::Lambda::Function').length > 0) apply(template);
  },
});
const ALLOWED = /./;
const isVendor = (one: Properties) => JSON.stringify(one.Principal).includes(':role/');

/** The key, and all that belongs to a sink. */
export const RESOURCE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'everybody may use the key',
    apply: plus('key', () => ({ Principal: '*', Action: 'kms:Decrypt', Resource: '*' })),
  },
  {
    name: 'another account may manage the key',
    apply: plus('key', (template) => ({
      Principal: { AWS: root(template, '999988887777') },
      Action: 'kms:*',
      Resource: '*',
    })),
  },
  {
    name: 'the vendor may use the key directly',
    apply: each('key', ALLOWED, (one) => {
      if (isVendor(one)) condition(one, /^kms:ViaService$/);
    }),
  },
  {
    name: "the key policy names the vendor's account",
    apply: each('key', ALLOWED, (one) => {
      one.Principal = JSON.parse(JSON.stringify(one.Principal).replace(/:role\/[^"]+/, ':root'));
    }),
  },
  {
    name: 'the vendor may schedule the deletion of the key',
    apply: each('key', ALLOWED, (one) => {
      if (isVendor(one)) one.Action = 'kms:*';
    }),
  },
  { name: 'the queues take plain HTTP', apply: deny('queue', drop) },
  ifSink(
    'everybody may send to the queues',
    plus('queue', () => ({ Principal: '*', Action: 'sqs:SendMessage', Resource: '*' })),
  ),
  ifSink('another account may read the queues', (template) =>
    plus('queue', () => ({
      Principal: { AWS: root(template, '999988887777') },
      Action: 'sqs:ReceiveMessage',
      Resource: '*',
    }))(template),
  ),
  ifSink(
    'the service may send for any source',
    each('queue', ALLOWED, (one) => condition(one, /^aws:SourceArn$/)),
  ),
  ifSink(
    'the URL asks for no signature',
    property('AWS::Lambda::Url', 'AuthType', (type) => (type ? 'NONE' : type)),
  ),
  ifSink('the function gets a URL more', (template) =>
    add(template, 'AWS::Lambda::Url', { AuthType: 'NONE' }),
  ),
  ifSink('everybody may invoke the function', (template) =>
    add(template, 'AWS::Lambda::Permission', { Principal: '*', Action: 'lambda:InvokeFunction' }),
  ),
  ifSink(
    'the function runs as an administrator',
    property('AWS::Lambda::Function', 'Role', () => 'arn:aws:iam::111122223333:role/admin'),
  ),
  ifSink(
    'the function loads a layer of others',
    property('AWS::Lambda::Function', 'Layers', () => ['arn:aws:lambda:eu-west-1:999988887777:layer:x:1']),
  ),
  ifSink(
    'the function reads another queue',
    property(
      'AWS::Lambda::EventSourceMapping',
      'EventSourceArn',
      () => 'arn:aws:sqs:eu-west-1:999988887777:q',
    ),
  ),
  ifSink(
    'another topic is read',
    property('AWS::SNS::Subscription', 'TopicArn', () => 'arn:aws:sns:eu-west-1:999988887777:t'),
  ),
  ifSink(
    'the rule sends elsewhere too',
    property('AWS::Events::Rule', 'Targets', (targets) => [
      ...[targets ?? []].flat(),
      { Id: 'x', Arn: 'arn:aws:sqs:eu-west-1:999988887777:q' },
    ]),
  ),
];
