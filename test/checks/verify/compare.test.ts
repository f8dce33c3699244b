import { compare } from '../../../lib/checks/verify/compare';
import { covers, type Grant, grantsOf } from '../../../lib/checks/verify/grant';

const NOW = new Date('2026-11-21T08:00:00Z');
const policy = (statement: object) => grantsOf({ Statement: { Effect: 'Allow', ...statement } });
const width = (declared: object, there: object) => compare(policy(declared), policy(there), NOW).width;

const via = (...names: string[]) => ({
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringEquals: { 'kms:ViaService': names } },
});
const PUT = { Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/in/*.csv' };

describe('the same, written otherwise', () => {
  test.each([
    ['a list of one', PUT, { Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::b/in/*.csv'] }],
    ['capitals of an action', PUT, { ...PUT, Action: 'S3:putobject' }],
    [
      'capitals of a condition key',
      { ...PUT, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      { ...PUT, Condition: { Bool: { 'AWS:securetransport': [true] } } },
    ],
    [
      'the order of values',
      { ...PUT, Condition: { StringLike: { 's3:prefix': ['a', 'b'] } } },
      { ...PUT, Condition: { StringLike: { 's3:prefix': ['b', 'a'] } } },
    ],
    [
      'forms of a date',
      { ...PUT, Condition: { DateLessThan: { 'aws:CurrentTime': '2031-12-01T00:00:00Z' } } },
      { ...PUT, Condition: { DateLessThan: { 'aws:CurrentTime': '2031-12-01' } } },
    ],
    [
      'the name in China of a service outside it, which nobody has',
      via('s3.eu-west-1.amazonaws.com'),
      via('s3.eu-west-1.amazonaws.com', 's3.eu-west-1.amazonaws.com.cn'),
    ],
    ['forms of everybody', { ...PUT, Principal: '*' }, { ...PUT, Principal: { AWS: ['*'] } }],
    [
      'forms of an account',
      { ...PUT, Principal: { AWS: '444455556666' } },
      { ...PUT, Principal: { AWS: 'arn:aws:iam::444455556666:root' } },
    ],
  ])('%s', (_name, declared, there) => {
    expect(compare(policy(declared), policy(there), NOW)).toEqual({ width: 'same', diff: [], ended: [] });
  });

  test('what another grant contains widens nothing, and is shown', () => {
    const there = [...policy(PUT), ...policy({ ...PUT, Resource: 'arn:aws:s3:::b/in/one.csv' })];
    expect(compare(policy(PUT), there, NOW)).toEqual({
      width: 'same',
      diff: [{ sign: '+', text: 'Allow s3:PutObject on arn:aws:s3:::b/in/one.csv' }],
      ended: [],
    });
  });
});

describe('wider, narrower, and both', () => {
  const until = (day: string) => ({ ...PUT, Condition: { DateLessThan: { 'aws:CurrentTime': day } } });
  const from = (...ips: string[]) => ({ ...PUT, Condition: { IpAddress: { 'aws:SourceIp': ips } } });
  const under = (key: string) => ({ ...PUT, Condition: { StringEquals: { [key]: 'vpc-1' } } });
  const not = (...ips: string[]) => ({ ...PUT, Condition: { NotIpAddress: { 'aws:SourceIp': ips } } });
  test.each([
    ['a wildcard in the action', PUT, { ...PUT, Action: 's3:Put*' }, 'wider'],
    ['a wildcard in the resource', PUT, { ...PUT, Resource: 'arn:aws:s3:::b/*' }, 'wider'],
    [
      'one of the two names in China',
      via('s3.cn-north-1.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn'),
      via('s3.cn-north-1.amazonaws.com'),
      'narrower',
    ],
    ['a longer prefix', PUT, { ...PUT, Resource: 'arn:aws:s3:::b/in/x/*.csv' }, 'narrower'],
    ['beside the prefix', PUT, { ...PUT, Resource: 'arn:aws:s3:::b/out/*.csv' }, 'wider and narrower'],
    ['a later day', until('2031-01-01'), until('2032-01-01'), 'wider'],
    ['an earlier day', until('2031-01-01'), until('2030-01-01'), 'narrower'],
    ['a network more', from('10.0.0.0/8'), from('10.0.0.0/8', '11.0.0.0/8'), 'wider'],
    ['a network less', from('10.0.0.0/8', '11.0.0.0/8'), from('10.0.0.0/8'), 'narrower'],
    ['one network more is kept out', not('10.0.0.0/8'), not('10.0.0.0/8', '11.0.0.0/8'), 'narrower'],
    ['one network less is kept out', not('10.0.0.0/8', '11.0.0.0/8'), not('10.0.0.0/8'), 'wider'],
    [
      'the same values under another key',
      under('aws:SourceVpc'),
      under('aws:SourceVpce'),
      'wider and narrower',
    ],
    ['the same values under another operator', under('aws:SourceVpc'), not('vpc-1'), 'wider and narrower'],
    ['NotResource', PUT, { Action: 's3:PutObject', NotResource: 'x' }, 'wider and narrower'],
    ['NotPrincipal', PUT, { ...PUT, NotPrincipal: { AWS: '*' } }, 'wider and narrower'],
  ])('%s', (_name, declared, there, expected) => {
    expect(width(declared, there)).toBe(expected);
  });

  test('an expired grant is no grant', () => {
    expect(compare([], policy(until('2026-11-21')), NOW)).toEqual({
      width: 'same',
      diff: [],
      ended: [
        'Allow s3:PutObject on arn:aws:s3:::b/in/*.csv if DateLessThan aws:CurrentTime 2026-11-21T00:00:00Z',
      ],
    });
  });

  test('a Deny does not end with the day of its condition', () => {
    const deny = grantsOf({ Statement: { Effect: 'Deny', ...until('2026-11-21') } });
    expect(compare([], deny, NOW)).toMatchObject({ width: 'narrower', ended: [] });
    expect(compare(deny, [], NOW)).toMatchObject({ width: 'wider' });
  });

  test('a Deny that lost a part lets more in', () => {
    const deny = (Resource: string) =>
      grantsOf({ Statement: [{ Effect: 'Deny', Action: 's3:*', Resource }] });
    expect(compare(deny('arn:aws:s3:::b/*'), deny('arn:aws:s3:::b/x/*'), NOW).width).toBe('wider');
    expect(compare(deny('arn:aws:s3:::b/x/*'), deny('arn:aws:s3:::b/*'), NOW).width).toBe('narrower');
  });
});

test('a question mark stands for one character, and never for many', () => {
  const on = (resource: string) => policy({ Action: 'a:b', Resource: resource })[0] as Grant;
  expect(covers(on('x?'), on('xy'))).toBe(true);
  expect(covers(on('x?'), on('x*'))).toBe(false);
  expect(covers(on('x*'), on('x?'))).toBe(true);
});
