import { gunzipSync } from 'node:zlib';
import type { Answer } from './bucket';
import type { Draw } from './random';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string } | undefined>>;
}

export interface DeadLetter {
  readonly recordId: string;
  readonly reason: string;
  /** As the record came. */
  readonly bytes: Buffer;
}

/** A dead-letter queue as its sender sees it: entries are taken or refused one by one. */
export class DeadLetters {
  readonly letters: DeadLetter[] = [];
  readonly invalid: string[] = [];

  send(body: Buffer, draw: Draw, partial: boolean): Answer {
    const { Entries } = JSON.parse(body.toString()) as { Entries: Entry[] };
    const size = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    if (
      Entries.length === 0 ||
      Entries.length > 10 ||
      new Set(Entries.map(({ Id }) => Id)).size < Entries.length
    )
      return this.refuse('a request has no entry, more than ten, or two of one ID');
    if (size > 1_048_576) return this.refuse('a request is larger than 1 MiB');
    if (Entries.some(({ MessageBody }) => MessageBody === '')) return this.refuse('a message is empty');
    const failed = Entries.filter(() => partial && draw() < 0.5);
    for (const entry of Entries) if (!failed.includes(entry)) this.letters.push(letter(entry));
    return json(200, {
      Successful: Entries.filter((entry) => !failed.includes(entry)).map(({ Id }) => ({ Id, MessageId: Id })),
      Failed: failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
    });
  }

  private refuse(problem: string): Answer {
    this.invalid.push(problem);
    return json(400, { __type: 'com.amazonaws.sqs#InvalidRequest' });
  }
}

function letter({ MessageBody, MessageAttributes }: Entry): DeadLetter {
  const attribute = (name: string) => MessageAttributes[name]?.StringValue ?? '';
  const encoding = attribute('Encoding');
  let bytes = Buffer.from(MessageBody, encoding === '' ? 'utf8' : 'base64');
  if (encoding.startsWith('gzip')) bytes = gunzipSync(bytes);
  return { recordId: attribute('RecordId'), reason: attribute('Reason'), bytes };
}

export function json(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}
