import { conditionsOf, principalOf } from '../../lib/policy/writer';

describe('conditions from several sides', () => {
  test('stand beside each other', () => {
    expect(
      conditionsOf({ StringEquals: { a: '1' } }, undefined, {
        StringEquals: { b: '2' },
        Bool: { c: 'true' },
      }),
    ).toEqual({ conditions: { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } } });
  });

  test('are none where nobody has any', () => {
    expect(conditionsOf(undefined, {})).toEqual({});
  });

  test('never take the place of one another', () => {
    const merge = () => conditionsOf({ StringEquals: { a: '1' } }, { StringEquals: { a: '*' } });
    expect(merge).toThrow('The condition StringEquals a is set twice.');
  });
});

test.each([
  ['an account', '444455556666', { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:root' }],
  [
    'the root of an account',
    'arn:aws-cn:iam::444455556666:root',
    { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:root' },
  ],
  [
    'a role',
    'arn:aws-cn:iam::444455556666:role/x',
    { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:role/x' },
  ],
  [
    'a role that is named like a service',
    'arn:aws-cn:iam::444455556666:role/x.amazonaws.com',
    { type: 'AWS', value: 'arn:aws-cn:iam::444455556666:role/x.amazonaws.com' },
  ],
  ['a service', 's3.amazonaws.com', { type: 'Service', value: 's3.amazonaws.com' }],
  ['a service of China', 'ec2.amazonaws.com.cn', { type: 'Service', value: 'ec2.amazonaws.com.cn' }],
])('%s is named as policies name it', (_, principal, expected) => {
  expect(principalOf(principal, 'aws-cn')).toEqual(expected);
});
