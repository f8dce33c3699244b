import { isDeepStrictEqual } from 'node:util';
import type { Accounts } from './accounts';
import type { Principal } from './authorize';
import type { WireRequest, WireResponse } from './http';
import { isObject, type JsonObject, list, section, text } from './json';
import { JsonGate, JsonProtocol, type JsonRequest } from './json-protocol';
import type { Place } from './place';
import type { ProvisionedTable } from './provisioned';
import { notImplemented, Refusal } from './refusal';
import type { Stacks } from './stacks';

export const DYNAMODB = new JsonProtocol(
  'dynamodb',
  'DynamoDB_20120810.',
  'com.amazonaws.dynamodb.v20120810',
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MOST_IN_BATCH = 25;

/** DynamoDB over the tables of all stacks, as far as a sink's claims go: puts, with and without a condition. */
export class DynamoDbService {
  private readonly gate: JsonGate;
  /** By ARN, then by the text of the key. */
  private readonly items = new Map<string, Map<string, JsonObject>>();

  constructor(
    place: Place,
    private readonly stacks: Stacks,
    accounts: Accounts,
  ) {
    this.gate = new JsonGate(DYNAMODB, place, accounts);
  }

  authenticate(wire: WireRequest): Principal {
    return this.gate.authenticate(wire);
  }

  async answer({ operation, input, wire }: JsonRequest, principal: Principal): Promise<WireResponse> {
    if (operation === 'PutItem') {
      const table = await this.table('PutItem', text(input.TableName), principal, wire);
      return this.put(table, input);
    }
    if (operation !== 'BatchWriteItem') throw notImplemented(`the DynamoDB action ${operation}`);
    for (const [name, writes] of Object.entries(section(input, 'RequestItems'))) {
      const table = await this.table('BatchWriteItem', name, principal, wire);
      if (list(writes).length > MOST_IN_BATCH)
        throw new Refusal(400, 'ValidationException', 'Too many items requested for the BatchWriteItem call');
      for (const write of list(writes)) {
        const put = isObject(write) ? section(write, 'PutRequest') : {};
        if (!isObject(put.Item)) throw notImplemented('what is no PutRequest of BatchWriteItem');
        this.in(table).set(keyOf(table, put.Item), put.Item);
      }
    }
    return DYNAMODB.answer(200, JSON.stringify({ UnprocessedItems: {} }));
  }

  private put(table: ProvisionedTable, input: JsonObject): WireResponse {
    const item = section(input, 'Item');
    const items = this.in(table);
    const key = keyOf(table, item);
    const there = items.get(key);
    if (!holds(input, there)) {
      const refusal = new Refusal(400, 'ConditionalCheckFailedException', 'The conditional request failed');
      const wantsOld = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && there !== undefined;
      return DYNAMODB.error(refusal, wantsOld ? { Item: there } : {});
    }
    items.set(key, item);
    return DYNAMODB.answer(200, '{}');
  }

  private async table(
    operation: string,
    name: string | undefined,
    principal: Principal,
    wire: WireRequest,
  ): Promise<ProvisionedTable> {
    const table = this.stacks.table(name ?? '');
    if (!table) throw new Refusal(400, 'ResourceNotFoundException', 'Requested resource not found');
    const refused = [400, 'AccessDeniedException'] as const;
    await this.gate.authorize(`dynamodb:${operation}`, table, principal, wire, refused);
    return table;
  }

  private in({ arn }: ProvisionedTable): Map<string, JsonObject> {
    const items = this.items.get(arn) ?? new Map<string, JsonObject>();
    this.items.set(arn, items);
    return items;
  }
}

function keyOf({ keyAttributes }: ProvisionedTable, item: JsonObject): string {
  return JSON.stringify(keyAttributes.map((name) => item[name]));
}

/** Conditions of `attribute_not_exists` and equality, joined by AND. */
function holds(input: JsonObject, there: JsonObject | undefined): boolean {
  const condition = text(input.ConditionExpression);
  if (condition === undefined) return true;
  const names = section(input, 'ExpressionAttributeNames');
  const values = section(input, 'ExpressionAttributeValues');
  return condition.split(' AND ').every((part) => {
    const [, absent, left, right] =
      /^(?:attribute_not_exists\(([#\w]+)\)|([#\w]+) = (:\w+))$/.exec(part.trim()) ?? [];
    const name = absent ?? left;
    if (name === undefined) throw notImplemented(`the condition ${condition}`);
    const found = there?.[text(names[name]) ?? name];
    return absent !== undefined ? found === undefined : isDeepStrictEqual(found, values[right ?? '']);
  });
}
