interface Entry {
  readonly name: string;
  readonly slot: number;
  typed: boolean;
}

/** Variables by name while a template is compiled; at run time they are slots. */
export class Scope {
  private readonly names: Entry[] = [];
  private readonly byName = new Map<string, Entry[]>();
  private next = 0;
  /** Is `.` an element of a list, of which Go knows only that it is an interface? */
  dotTyped = false;

  constructor() {
    this.declare('$', false);
  }

  declare(name: string, typed: boolean): number {
    const slot = this.next++;
    const entry = { name, slot, typed };
    this.names.push(entry);
    const known = this.byName.get(name);
    if (known === undefined) this.byName.set(name, [entry]);
    else known.push(entry);
    return slot;
  }

  private last(name: string): Entry | undefined {
    return this.byName.get(name)?.at(-1);
  }

  find(name: string): number | undefined {
    return this.last(name)?.slot;
  }

  isTyped(name: string): boolean {
    return this.last(name)?.typed ?? false;
  }

  /** From here on, the variable holds elements. */
  setTyped(name: string): void {
    const entry = this.last(name);
    if (entry !== undefined) entry.typed = true;
  }

  /** What `inner` declares ends with it. */
  block<T>(inner: () => T): T {
    const mark = this.names.length;
    const dotTyped = this.dotTyped;
    const result = inner();
    for (const { name } of this.names.splice(mark)) this.byName.get(name)?.pop();
    this.dotTyped = dotTyped;
    return result;
  }
}
