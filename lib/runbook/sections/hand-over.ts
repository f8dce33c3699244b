import type { Destination } from '../../config/destination';
import { type HandoverValue, handoverValues, type StackOutputs } from '../../onboarding/handover';
import { senderValues } from '../../onboarding/sender';
import { scopeUris } from '../../policy/scope';
import type { RunbookInput } from '../input';
import { type Block, heading, note, paragraph, type Section, warning } from '../model';
import { code, prose, type Text, t } from '../text';
import { capital, configFlag, isPending, vendorOf, writerArn, writerName } from '../words';

/** What to give to the vendor, in the vendor's labels. */
export function handOver(input: RunbookInput): Section {
  const { destination, preset } = input;
  const values = handoverValues(destination, preset, foreseen(destination));
  if (destination.access.type === 'none') {
    return {
      id: 'hand-over',
      title: 'What to give to whoever sends records',
      blocks: senderBlocks(destination),
    };
  }
  return {
    id: 'hand-over',
    title: `What to give to ${vendorOf(input)}`,
    blocks: [
      {
        type: 'table',
        caption: `The values for ${vendorOf(input)}`,
        head: [preset?.labels === 'vendor' ? `${preset.name}'s field` : 'Field', 'Value'],
        rows: values.map((value) => [[t`${value.label}`], [valueText(value)]]),
      },
      ...labelsNote(input),
      ...byHandNote(input),
      ...(values.some(({ secret }) => secret)
        ? [
            warning(
              t`The access key goes over by a way of its own: a secret store, or ${vendorOf(input)}'s form. Never by mail or chat. Once ${vendorOf(input)} has it and the test is done, delete your file, ${code('rm s3.json')}: nothing of yours needs it again, and a key that is lost is rotated.`,
            ),
          ]
        : []),
      ...(isPending(destination)
        ? [
            paragraph(
              t`Then ${vendorOf(input)} shows the value that is pending: write it in, and deploy again; by hand, replace the trust policy.`,
            ),
          ]
        : []),
      ...(destination.sink === undefined
        ? []
        : [heading('senders', 'What to give to whoever sends records'), ...senderBlocks(destination)]),
    ],
  };
}

/** Senders to the sink are no vendors: they are told where to, and have credentials of their own. */
function senderBlocks(destination: Destination): Block[] {
  const values = senderValues(destination, foreseen(destination));
  return [
    {
      type: 'table',
      caption: 'The values for whoever sends records to the sink',
      head: ['Field', 'Value'],
      rows: values.map((value) => [
        [t`${value.label}`],
        [SENTENCES.has(value.label) && value.value !== undefined ? t`${value.value}` : valueText(value)],
      ]),
    },
    paragraph(
      t`Senders sign with credentials of their own, to which you give that right. ${code(`npx s3-destination handover${configFlag(destination)}`)} shows the same with the values of the deployed stack.`,
    ),
  ];
}

/** What of a sender's values is said, and not typed. */
const SENTENCES: ReadonlySet<string> = new Set(['Form', 'Order', 'Request']);

/** The outputs that follow from what is named already. */
function foreseen(destination: Destination): StackOutputs {
  const { access, bucket, environment, objects } = destination;
  const arn = 'roleName' in access && access.roleName !== undefined ? writerArn(destination) : undefined;
  return {
    ...(bucket.name === undefined ? {} : { ObjectScope: scopeUris(bucket.name, objects).join(',') }),
    ...(arn === undefined || environment.account === undefined ? {} : { RoleArn: arn }),
  };
}

function valueText({ value, where }: HandoverValue): Text {
  if (value !== undefined) return t`${code(value)}`;
  const [said = '', command] = (where ?? '').split(/: (?=\(|s3-destination )/);
  return command === undefined ? t`${prose(said)}` : t`${prose(said)}: ${code(command)}`;
}

function labelsNote({ preset }: RunbookInput): Block[] {
  if (preset === undefined || preset.labels === 'vendor') return [];
  return [
    note(
      t`The labels are ours: no page of ${preset.name} that was read shows how its form calls these values.`,
    ),
  ];
}

/** Outputs are of a stack; who works by hand has none. */
function byHandNote(input: RunbookInput): Block[] {
  const arn = writerArn(input.destination);
  const { access } = input.destination;
  if (arn === undefined || access.type === 'iam-user') return [];
  // In the form that the vendor asks for: a name where it wants a name.
  const wanted = input.preset?.handover.map(({ value }) => value) ?? ['RoleArn'];
  const role = `${capital(vendorOf(input))}'s role, where it was made by hand`;
  return [
    ...(wanted.includes('RoleName')
      ? [paragraph(t`${role}, has the name ${code(writerName(input.destination))}.`)]
      : []),
    ...(wanted.includes('RoleArn') ? [paragraph(t`${role}: ${code(arn)}.`)] : []),
  ];
}
