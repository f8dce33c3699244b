import { CAUSES } from '../../../lib/checks/connection/diagnose';
import { CANARY, spilled } from '../../aws-fakes/canary';
import { cleanAwsEnvironment } from '../../aws-fakes/environment';
import { CASES } from './cases';
import { startFakeStore } from './fake-store';
import { runTest } from './support';

const { restore } = cleanAwsEnvironment();
// Whoever calls has a secret that is looked for everywhere.
beforeAll(() => Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAFAKE', AWS_SECRET_ACCESS_KEY: CANARY }));
afterAll(restore);

test.each(CASES)(
  '$id: $name',
  async ({ id, answers, tls, trust = true, endpoint, because, remedy, ...setting }) => {
    const store = await startFakeStore(answers ?? (() => undefined), { tls });
    try {
      const isUser = setting.file === undefined || setting.file.includes('iam-user');
      const { code, stdout, stderr, drawn } = await runTest({
        ...setting,
        options: {
          ...(isUser ? { key: 's3.json' } : {}),
          endpointUrl: endpoint?.(store.endpoint) ?? store.endpoint,
          json: true,
          ...setting.options,
        },
        certificate: trust ? store.certificate : undefined,
      });
      const { rows, passed } = JSON.parse(stdout);
      const diagnoses = rows.flatMap(({ diagnosis }: { diagnosis?: object }) => diagnosis ?? []);
      expect(diagnoses[0]).toMatchObject({ id });
      expect(diagnoses[0].cause).toMatch(because);
      expect(diagnoses[0].remedy).toMatch(remedy);
      expect(`${diagnoses[0].cause} ${diagnoses[0].remedy}`).not.toMatch(/[{}]|undefined/);
      expect({ passed, code }).toEqual({ passed: false, code: 1 });
      expect(spilled(stdout, stderr, drawn)).toEqual([]);
    } finally {
      await store.close();
    }
  },
);

test('each cause of the table has a case', () => {
  const cases = new Set(CASES.map(({ id }) => id));
  expect([...new Set(CAUSES.map(({ id }) => id))].filter((id) => !cases.has(id))).toEqual([]);
});
