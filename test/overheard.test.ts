import { CANARY, takeOverheard } from './aws-fakes/canary';
import { memoryTerminal } from './cli/support';

test.each(['out', 'err'] as const)('a secret on the terminal of a test is heard: %s', (stream) => {
  memoryTerminal()[stream](`the key is ${CANARY}`);
  expect(takeOverheard()).toEqual([`the key is ${CANARY}`]);
});

test.each(['stdout', 'stderr'] as const)('a secret on a stream of the process is heard: %s', (name) => {
  const said = process[name].write(Buffer.from(`${CANARY}\r${' '.repeat(80)}\r`));
  expect([said, takeOverheard().length]).toEqual([expect.any(Boolean), 1]);
});
