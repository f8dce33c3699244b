import type { RunbookInput } from '../input';
import { paragraph, type Section } from '../model';
import { link, t } from '../text';
import { byHandWay } from '../ways/by-hand';
import { cdkWay } from '../ways/cdk';
import { consoleWay } from '../ways/console';

/** Three ways to the same resources; two where all that is made is a sink. */
export function ways(input: RunbookInput): Section {
  const { access } = input.destination;
  if (access.type === 'none') {
    return {
      id: 'ways',
      title: 'Set it up',
      blocks: [
        paragraph(
          t`Choose one of two ways; each makes the same resources with the same rights: ${link('with the AWS CDK', '#cdk')}, or ${link("in CloudFormation's console", '#console')}. A sink is code, a queue and alarms, so that it is not made by hand.`,
        ),
        ...cdkWay(input),
        ...consoleWay(input),
      ],
    };
  }
  return {
    id: 'ways',
    title: 'Set it up',
    blocks: [
      paragraph(
        t`Choose one of three ways; each makes the same resources with the same rights: ${link('with the AWS CDK', '#cdk')}, ${link("in CloudFormation's console", '#console')}, or ${link('by hand', '#by-hand')}.`,
      ),
      ...cdkWay(input),
      ...consoleWay(input),
      ...byHandWay(input),
    ],
  };
}
