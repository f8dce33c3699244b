import { stored } from '../fake-store';
import { user } from '../support';
import { type Case, on } from './case';

export const WIDER: readonly Case[] = [
  {
    id: 'wider-put',
    name: 'another prefix',
    answers: ({ operation, key = '' }) =>
      operation === 'PutObject' && key.startsWith('exports-other/') ? stored() : undefined,
    because: /outside of what the file declares/,
    remedy: /Narrow it to arn:aws:s3:::acme-strm-events\/exports\/\*\.jsonl/,
  },
  {
    id: 'wider-put',
    name: 'ACLs',
    answers: ({ operation, headers }) =>
      operation === 'PutObject' && headers['x-amz-acl'] !== undefined ? stored() : undefined,
    because: /s3:PutObjectAcl is granted/,
    remedy: /verify/,
  },
  {
    id: 'wider-delete',
    name: 'any object',
    answers: on('DeleteObject', { status: 204, headers: {}, body: '' }),
    because: /may delete/,
    remedy: /s3:DeleteObject/,
  },
  {
    id: 'wider-read',
    name: 'its own object',
    answers: on('GetObject', { status: 200, headers: {}, body: '' }),
    because: /may read/,
    remedy: /verify/,
  },
  {
    id: 'wider-read',
    name: 'the location, which the file does not grant',
    file: user('access: { type: iam-user, userName: strm-writer }\npermissions: { bucketLocation: false }'),
    because: /may read/,
    remedy: /verify/,
  },
];
