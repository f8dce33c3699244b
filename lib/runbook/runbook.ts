import { stackNameOf } from '../config/destination';
import { diagramOf } from './diagram/diagram-of';
import type { RunbookInput } from './input';
import type { Runbook } from './model';
import { atAGlance } from './sections/at-a-glance';
import { handOver } from './sections/hand-over';
import { permissions } from './sections/permissions';
import { removal } from './sections/removal';
import { resources } from './sections/resources';
import { rotation } from './sections/rotation';
import { testing } from './sections/testing';
import { sources, troubleshooting } from './sections/troubleshooting';
import { ways } from './sections/ways';
import { code, t } from './text';
import { isOnlyByHand } from './ways/cdk';
import { vendorOf } from './words';

/** A destination and what is known around it → its onboarding runbook. Pure: the page and the command make the same one. */
export function runbookOf(input: RunbookInput): Runbook {
  const { destination, preset } = input;
  const { access, permissions: granted } = destination;
  const vendor = preset === undefined ? 'a vendor' : `${preset.name}, ${preset.product},`;
  const lead =
    access.type === 'none'
      ? t`How to set up a place in S3 to which a Lambda sink writes, and nobody else. The stack is ${code(stackNameOf(destination))}.`
      : t`How to let ${vendor} ${granted.put ? 'write to' : 'read from'} an S3 bucket of yours, with the least rights that ${vendorOf(input)} needs. ${isOnlyByHand(destination) ? 'There is no stack: the statements are added to the policy that the bucket has.' : t`The stack is ${code(stackNameOf(destination))}.`}`;
  return {
    title:
      access.type === 'none'
        ? `S3 sink: ${destination.name}`
        : `${preset?.name ?? 'S3 destination'}: ${destination.name}`,
    lead,
    diagram: diagramOf(input),
    sections: [
      atAGlance(input),
      resources(input),
      permissions(input),
      ways(input),
      testing(input),
      handOver(input),
      rotation(input),
      removal(input),
      troubleshooting(input),
      ...sources(input),
    ],
  };
}
