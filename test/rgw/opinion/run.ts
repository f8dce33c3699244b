import { destinations } from '../../proof/destinations';
import { Store } from '../store';
import { DIFFERENCES, UNSEEN_MUTATIONS } from './differences';
import { Engine } from './engine';
import { Opinion } from './opinion';
import { PROBES } from './probes';
import { questionsOfOthers, questionsOfWriter } from './questions';
import { type Subject, subjectsOf } from './subject';
import { almighty, isNoticed, type Widened, widened } from './widened';
import { hangUp } from './wire';

/** Fewer would say that something was not asked. */
const LEAST = { subjects: 50, probes: 10_000, widened: 40 };

async function main() {
  const started = Date.now();
  process.env.CDK_VALIDATION = 'false';
  const all = destinations();
  const subjects = subjectsOf(all);
  const store = new Store();
  const engine = new Engine(store);
  const opinion = await Opinion.of(store, engine);
  await ask(opinion, subjects);
  const asWritten = opinion.probes;
  await ask(opinion, almighty(all));
  const wide = widened(all);
  const unnoticed = await tryEach(opinion, wide);
  store.close();
  hangUp();
  const seen = wide.length - unnoticed.length;
  const failures = [
    ...opinion.unexplained.map((one) => `unexplained: ${one}`),
    ...unnoticed
      .filter(({ mutation }) => !UNSEEN_MUTATIONS.includes(mutation))
      .map(({ mutation, after }) => `not noticed: ${mutation} (${after.names[0]})`),
    ...DIFFERENCES.filter((one) => !opinion.explained.has(one)).map(
      ({ what }) => `stale: no question meets the difference "${what}" any more`,
    ),
    ...UNSEEN_MUTATIONS.filter((one) => !unnoticed.some(({ mutation }) => mutation === one)).map(
      (mutation) => `stale: the store shows "${mutation}" now, or is not asked`,
    ),
    ...PROBES.filter((probe) => !opinion.allowed.has(probe)).map(
      ({ on, request }) => `${request} on ${on} was never allowed`,
    ),
    ...PROBES.filter((probe) => probe.on !== 'service' && !opinion.denied.has(probe)).map(
      ({ on, request }) => `${request} on ${on} was never denied`,
    ),
    ...(subjects.length < LEAST.subjects ? ['too few policies'] : []),
    ...(asWritten < LEAST.probes ? ['too few probes'] : []),
    ...(seen < LEAST.widened ? ['too few widened policies'] : []),
  ];
  const explained = [...opinion.explained];
  const total = explained.reduce((sum, [, count]) => sum + count, 0);
  const lines: readonly (readonly [string, string | number])[] = [
    ['destinations', all.length],
    ['policies loaded', `${subjects.length}, and ${wide.length} that were widened`],
    ['requests', PROBES.length],
    ['probes', `${opinion.probes}, ${asWritten} of them of policies as written`],
    ['agreements', opinion.agreements],
    ['explained differences', total],
    ...explained.map(
      ([{ store: says, what }, count]) => [`  ${count}`, `the store ${says}: ${what}`] as const,
    ),
    ['unexplained', opinion.unexplained.length],
    ['widenings noticed', `${seen} of ${wide.length}; ${UNSEEN_MUTATIONS.length} it cannot show`],
    ['seconds', Math.round((Date.now() - started) / 1000)],
  ];
  for (const failure of failures.slice(0, 50)) console.log(failure);
  for (const [name, value] of lines) console.log(`${name.padEnd(24)}${value}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

async function ask(opinion: Opinion, subjects: readonly Subject[]): Promise<void> {
  const known = new Set<string>();
  for (const [index, subject] of subjects.entries()) {
    if (index % 10 === 0) process.stderr.write(`${index} of ${subjects.length} policies\n`);
    const bucketPolicy = JSON.stringify(subject.bucketPolicy);
    const questions = [
      ...questionsOfWriter(subject),
      ...(known.has(bucketPolicy) ? [] : questionsOfOthers(subject)),
    ];
    known.add(bucketPolicy);
    await opinion.load(subject);
    for (const question of questions) await opinion.compare(subject, question);
  }
}

async function tryEach(opinion: Opinion, wide: readonly Widened[]): Promise<Widened[]> {
  const unnoticed: Widened[] = [];
  for (const one of wide) if (!(await isNoticed(opinion, one))) unnoticed.push(one);
  return unnoticed;
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
