import type { CallerOptions } from '../aws/caller';
import { ownPolicy } from '../checks/verify/own-policy';
import { isAsDeclared } from '../checks/verify/row';
import { verify as verifyDeployed } from '../checks/verify/verify';
import type { Destination } from '../config/destination';
import { loadDestinations } from '../load';
import type { ExitCode } from '../terminal/exit';
import { draw, type Screen } from '../terminal/screen';
import type { Terminal } from '../terminal/terminal';
import { type Found, findPlace, sinkRoleArn } from './verify-place';
import { renderVerification } from './verify-report';

export interface VerifyOptions extends CallerOptions {
  readonly json: boolean;
  readonly outputs?: string;
  readonly printPolicy: boolean;
}

/** What only a process has. */
export interface VerifyWorld {
  readonly now: () => Date;
  readonly screen: Screen;
}

const processWorld: VerifyWorld = { now: () => new Date(), screen: process.stderr };

/** The deployed state against the destination file; a policy that is wider, or narrower, is exit code 1. */
export async function verify(
  file: string,
  options: VerifyOptions,
  terminal: Terminal,
  world: VerifyWorld = processWorld,
): Promise<ExitCode> {
  const now = world.now();
  const [destination] = loadDestinations([file], now) as [Destination];
  const found = await findPlace(destination, options, terminal);
  if (options.printPolicy) {
    await printPolicy(found, terminal);
    return 0;
  }
  const { place, caller } = found;
  const progress = (what: string) => draw(world.screen, what);
  let report: Awaited<ReturnType<typeof verifyDeployed>>;
  try {
    report = await verifyDeployed({ ...place, caller, now, progress });
  } finally {
    draw(world.screen, '');
  }
  const passed = isAsDeclared(report);
  const { bucket, region, account } = place;
  if (options.json) {
    const about = { destination: destination.name, account, bucket, region, writer: place.writer?.arn };
    terminal.out(JSON.stringify({ ...about, passed, ...report }, undefined, 2));
  } else {
    terminal.out(
      `${terminal.colors.bold(destination.name)}: s3://${bucket} in ${region}, ${destination.access.type}, account ${account}`,
    );
    terminal.out(renderVerification(report, terminal));
  }
  return passed ? 0 : 1;
}

async function printPolicy({ place, caller, from }: Found, terminal: Terminal): Promise<void> {
  const sink = await sinkRoleArn(place, caller, terminal);
  if (from === 'outputs')
    terminal.err(
      'The outputs of the stack come from a file: without it, verify needs cloudformation:DescribeStacks on the stack too.',
    );
  const policy = ownPolicy(place, { outputs: from === 'stack', sinkRoleArn: sink });
  terminal.out(JSON.stringify(policy, undefined, 2));
}
