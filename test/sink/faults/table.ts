import type { Answer } from './bucket';
import { json } from './dead-letters';
import type { Draw } from './random';

type Value = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, Value | undefined>>;

interface PutItem {
  readonly Item: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

interface BatchWriteItem {
  readonly RequestItems: Readonly<
    Record<string, readonly { readonly PutRequest: { readonly Item: Item } }[]>
  >;
}

/** One table of DynamoDB with the hash key `id`. */
export class Table {
  readonly items = new Map<string, Item>();
  /** Items that were put in place of others: claims of functions that died. */
  replaced = 0;
  readonly invalid: string[] = [];

  putItem(body: Buffer): Answer {
    const input = JSON.parse(body.toString()) as PutItem;
    const id = idOf(input.Item);
    const there = this.items.get(id);
    if (!holds(input, there ?? {}))
      return json(400, {
        __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        message: 'The conditional request failed',
        ...(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: there } : {}),
      });
    if (there !== undefined) this.replaced += 1;
    this.items.set(id, input.Item);
    return json(200, {});
  }

  batchWriteItem(body: Buffer, draw: Draw, partial: boolean): Answer {
    const { RequestItems } = JSON.parse(body.toString()) as BatchWriteItem;
    const [[table, requests] = ['', []]] = Object.entries(RequestItems);
    const ids = requests.map(({ PutRequest }) => idOf(PutRequest.Item));
    if (ids.length === 0 || ids.length > 25 || new Set(ids).size < ids.length) {
      this.invalid.push('a BatchWriteItem has no item, more than 25, or one twice');
      return json(400, { __type: 'com.amazon.coral.validate#ValidationException' });
    }
    const left = requests.filter(() => partial && draw() < 0.5);
    for (const request of requests) {
      const { Item } = request.PutRequest;
      if (!left.includes(request)) this.items.set(idOf(Item), Item);
    }
    return json(200, { UnprocessedItems: left.length > 0 ? { [table]: left } : {} });
  }
}

/** Conditions of the kinds `attribute_not_exists(a)` and `a = :b`, joined by AND. */
function holds(input: PutItem, there: Item): boolean {
  const { ConditionExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = input;
  if (ConditionExpression === undefined) return true;
  const attribute = (name: string) => there[ExpressionAttributeNames[name] ?? name];
  return ConditionExpression.split(/\s+AND\s+/i).every((term) => {
    const absent = /^attribute_not_exists\(([#\w]+)\)$/.exec(term.trim());
    if (absent) return attribute(absent[1] as string) === undefined;
    const equal = /^([#\w]+)\s*=\s*(:\w+)$/.exec(term.trim());
    if (!equal) throw new Error(`no model of the condition ${term}`);
    const value = ExpressionAttributeValues[equal[2] as string];
    return JSON.stringify(attribute(equal[1] as string)) === JSON.stringify(value);
  });
}

const idOf = (item: Item) => String(item.id?.S);
