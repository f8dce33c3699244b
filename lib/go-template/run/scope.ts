/** Variables by name while a template is compiled; at run time they are slots. */
export class Scope {
  private readonly names: { name: string; slot: number; typed: boolean }[] = [
    { name: '$', slot: 0, typed: false },
  ];
  private next = 1;
  /** Is `.` an element of a list, of which Go knows only that it is an interface? */
  dotTyped = false;

  declare(name: string, typed: boolean): number {
    const slot = this.next++;
    this.names.push({ name, slot, typed });
    return slot;
  }

  find(name: string): number | undefined {
    return this.names.findLast((n) => n.name === name)?.slot;
  }

  isTyped(name: string): boolean {
    return this.names.findLast((n) => n.name === name)?.typed ?? false;
  }

  /** From here on, the variable holds elements. */
  setTyped(name: string): void {
    const entry = this.names.findLast((n) => n.name === name);
    if (entry !== undefined) entry.typed = true;
  }

  /** What `inner` declares ends with it. */
  block<T>(inner: () => T): T {
    const mark = this.names.length;
    const dotTyped = this.dotTyped;
    const result = inner();
    this.names.length = mark;
    this.dotTyped = dotTyped;
    return result;
  }
}
