import { s3Error } from '../fake-store';
import { type Case, on } from './case';
import { NETWORK } from './network';
import { POLICY } from './policy';
import { ROLE } from './role';
import { SIGNATURE } from './signature';
import { WIDER } from './wider';

/** Each cause of the table, with what makes it. */
export const CASES: readonly Case[] = [
  ...NETWORK,
  ...SIGNATURE,
  ...ROLE,
  ...POLICY,
  ...WIDER,
  {
    id: 'unknown',
    name: 'what nobody has heard of',
    answers: on('PutObject', s3Error(418, 'Teapot', 'I am a teapot')),
    because: /^I am a teapot$/,
    remedy: /not known to the test/,
  },
];
