import { readSettings } from '../../../lib/sink/runtime/read-settings';
import { SETTINGS } from './support';

const refused = (settings: unknown) => {
  try {
    readSettings(
      typeof settings === 'string' || settings === undefined ? settings : JSON.stringify(settings),
    );
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
  return undefined;
};

test('what the construct writes is read', () => {
  expect(readSettings(JSON.stringify(SETTINGS))).toEqual(SETTINGS);
});

test.each([
  [undefined, 'SINK_SETTINGS is not set: deploy the function with the construct LambdaSink'],
  ['', 'SINK_SETTINGS is not set: deploy the function with the construct LambdaSink'],
  ['{', 'SINK_SETTINGS is not JSON'],
  ['[]', 'SINK_SETTINGS is not a JSON object'],
  ['null', 'SINK_SETTINGS is not a JSON object'],
  [{ ...SETTINGS, version: 2 }, 'SINK_SETTINGS version: must be the number 1'],
  [{ ...SETTINGS, bucket: '' }, 'SINK_SETTINGS bucket: must be a text that is not empty'],
  [
    { ...SETTINGS, bucket: undefined },
    'SINK_SETTINGS bucket: is missing, and must be a text that is not empty',
  ],
  [{ ...SETTINGS, format: 'xml' }, 'SINK_SETTINGS format: must be json, delimited, raw'],
  [{ ...SETTINGS, sendPerRecord: 'yes' }, 'SINK_SETTINGS sendPerRecord: must be true or false'],
  [{ ...SETTINGS, fields: 'a' }, 'SINK_SETTINGS fields: must be a list of texts'],
  [
    { ...SETTINGS, fields: ['a'], excludeFields: ['b'] },
    'SINK_SETTINGS excludeFields: stands beside fields: take one out',
  ],
  [{ ...SETTINGS, delimiter: '||' }, 'SINK_SETTINGS delimiter: must be one character'],
  [{ ...SETTINGS, keyTime: 'noon' }, 'SINK_SETTINGS keyTime: must be arrival, write or event:<field>'],
  [{ ...SETTINGS, key: '{yyyy}' }, 'SINK_SETTINGS key: has no {batch}'],
  [{ ...SETTINGS, retries: -1 }, 'SINK_SETTINGS retries: must be a whole number from 0'],
  [{ ...SETTINGS, maxBytes: 1.5 }, 'SINK_SETTINGS maxBytes: must be a whole number from 1'],
  [{ ...SETTINGS, deadLetterQueueUrl: 'dead' }, 'SINK_SETTINGS deadLetterQueueUrl: must be a URL'],
  [
    { ...SETTINGS, claimsTable: 'claims' },
    'SINK_SETTINGS claimsTable: needs leaseSeconds and rememberSeconds',
  ],
  [{ ...SETTINGS, retrys: 1 }, 'SINK_SETTINGS retrys: is no setting'],
])('%j is refused', (settings, message) => {
  const [name, said] = refused(settings) ?? [];
  expect(name).toBe('SinkInputError');
  expect(said).toContain(message);
});

test('everything that is wrong is said at once', () => {
  expect(refused({ ...SETTINGS, version: 2, retries: -1, x: 1 })?.[1]).toBe(
    'SINK_SETTINGS\n  version: must be the number 1\n  retries: must be a whole number from 0\n  x: is no setting',
  );
});
