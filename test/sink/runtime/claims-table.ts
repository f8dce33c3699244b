import type { Answer, Seen } from './support';

export interface Item {
  readonly id: { readonly S: string };
  readonly key: { readonly S: string };
  readonly lease: { readonly N: string };
  readonly written: { readonly BOOL: boolean };
  readonly expires: { readonly N: string };
}

/** DynamoDB as far as claims go: one table, and the two conditions. */
export class Table {
  readonly items = new Map<string, Item>();
  /** Put into the way of the next requests. */
  readonly faults: Answer[] = [];

  answer({ headers, body }: Seen): Answer {
    const fault = this.faults.shift();
    if (fault !== undefined) return fault;
    const input = JSON.parse(String(body));
    if (headers['x-amz-target'] === 'DynamoDB_20120810.BatchWriteItem') {
      for (const { PutRequest } of input.RequestItems.claims)
        this.items.set(PutRequest.Item.id.S, PutRequest.Item);
      return { body: '{}' };
    }
    const there = this.items.get(input.Item.id.S);
    const { ':key': key, ':lease': lease } = input.ExpressionAttributeValues ?? {};
    const holds =
      input.ConditionExpression === 'attribute_not_exists(id)'
        ? there === undefined
        : there?.key.S === key.S && there?.lease.N === lease.N && there?.written.BOOL === false;
    if (!holds) {
      const type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
      return { status: 400, body: JSON.stringify({ __type: type, Item: there }) };
    }
    this.items.set(input.Item.id.S, input.Item);
    return { body: '{}' };
  }

  claimed(id: string, over: Partial<Record<keyof Item, unknown>> = {}): void {
    this.items.set(id, {
      id: { S: id },
      key: { S: 'in/other' },
      lease: { N: String(Date.now() + 60_000) },
      written: { BOOL: false },
      expires: { N: '0' },
      ...over,
    } as Item);
  }
}
