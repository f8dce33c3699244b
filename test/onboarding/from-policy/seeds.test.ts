import { join } from 'node:path';
import { init } from '../../../lib/cli/init';
import type { InitOptions } from '../../../lib/cli/init-options';
import type { Destination } from '../../../lib/config/destination';
import { loadDestinations } from '../../../lib/load';
import { inEmptyFolder, memoryTerminal } from '../../cli/support';

type Flags = Omit<InitOptions, 'config'>;

/** Word for word from the pages of the four vendors. */
const page = (name: string) => join(__dirname, 'seeds', name);

/** The destination of the file that `init` writes. */
async function written(flags: Flags): Promise<Destination> {
  return inEmptyFolder(async () => {
    await init(
      { config: 'destination.yaml', name: 'orders', bucket: 'acme-orders', ...flags },
      memoryTerminal(),
    );
    return loadDestinations(['destination.yaml'])[0] as Destination;
  });
}

const keboola = {
  fromPolicy: page('keboola-policy.txt'),
  // The page says in prose: the account ID, "the value from your project", and "write CSV files".
  pattern: '*.csv',
};
const strm = {
  fromPolicy: page('strm-privacy-policy.txt'),
  access: 'iam-user',
  testObject: '.strm_test_*.jsonl',
};
const thanx = { fromPolicy: page('thanx-policy.txt') };
const thanxTrust = { ...thanx, fromTrust: page('thanx-trust.txt') };
const prefix = ['exports'];

test.each<[string, Flags, Flags]>([
  [
    'Keboola, with a role',
    {
      ...keboola,
      access: 'cross-account-role',
      principal: '206948715642',
      externalId: 'project-4711',
      prefix,
    },
    { vendor: 'keboola', externalId: 'project-4711', prefix },
  ],
  [
    'Keboola, with an access key and no prefix',
    { ...keboola, access: 'iam-user' },
    { vendor: 'keboola', access: 'iam-user' },
  ],
  ['STRM Privacy, under a prefix', { ...strm, prefix }, { vendor: 'strm-privacy', prefix }],
  ['STRM Privacy, without the optional prefix', strm, { vendor: 'strm-privacy' }],
  [
    'STRM Privacy, with two prefixes',
    { ...strm, prefix: ['a', 'b'] },
    { vendor: 'strm-privacy', prefix: ['a', 'b'] },
  ],
  [
    'Thanx, whose trust policy leaves the subject open',
    { ...thanxTrust, prefix },
    { vendor: 'thanx', subject: ['pending'], prefix },
  ],
  [
    'Thanx, with its service account',
    { ...thanxTrust, subject: ['104123456789012345678'] },
    { vendor: 'thanx', subject: ['104123456789012345678'] },
  ],
  ['Thanx, with an access key', { ...thanx, access: 'iam-user' }, { vendor: 'thanx', access: 'iam-user' }],
  // Its page shows no policy at all.
  ['NeuronEX, which asks for an access key', { access: 'iam-user', prefix }, { vendor: 'neuronex', prefix }],
])("%s: the page's own documents give what the preset gives", async (_, ofPage, ofPreset) => {
  const [page, preset] = [await written(ofPage), await written(ofPreset)];
  // Everything that decides what is deployed; the preset's ID decides the labels of the hand-over alone.
  const { vendor, ...expected } = preset;
  expect(vendor).toBeDefined();
  expect(page).toEqual(expected);
});
