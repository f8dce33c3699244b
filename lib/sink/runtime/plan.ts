import type { SinkSettings } from './settings';
import type { ShapedRecord } from './shape/shaper';

/** Records that go into one object. */
export interface ObjectPlan {
  /** The key without what the batch adds to it. */
  readonly group: string;
  readonly records: readonly ShapedRecord[];
}

type Limits = Pick<SinkSettings, 'maxRecords' | 'maxBytes'>;

/** Which record goes into which object. The same records give the same plan. */
export class Plan {
  private readonly groups: { readonly group: string; readonly records: ShapedRecord[] }[] = [];
  private readonly byName = new Map<string, ShapedRecord[]>();

  constructor(
    private readonly limits: Limits,
    /** An object begins anew where the group changes, so that objects are in the order of their records. */
    private readonly inOrder: boolean,
  ) {}

  add(group: string, record: ShapedRecord): void {
    const last = this.groups.at(-1);
    const known = this.inOrder ? (last?.group === group ? last.records : undefined) : this.byName.get(group);
    if (known !== undefined) {
      known.push(record);
      return;
    }
    const records = [record];
    this.groups.push({ group, records });
    this.byName.set(group, records);
  }

  objects(): ObjectPlan[] {
    return this.groups.flatMap(({ group, records }) =>
      split(records, this.limits).map((part) => ({ group, records: part })),
    );
  }
}

/** As few objects as the limits allow, in order. */
function split(records: readonly ShapedRecord[], { maxRecords, maxBytes }: Limits): ShapedRecord[][] {
  const parts: ShapedRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = record.bytes + 1;
    const part = parts.at(-1);
    if (part === undefined || part.length === maxRecords || bytes + size > maxBytes) {
      parts.push([record]);
      bytes = size;
    } else {
      part.push(record);
      bytes += size;
    }
  }
  return parts;
}
