/** Hands out shares of what there is, in the order in which they were asked for. */
export class Budget {
  private readonly waiting: { readonly share: number; readonly start: () => void }[] = [];
  private left: number;

  constructor(private readonly total: number) {
    this.left = total;
  }

  /** Resolves once the share is there; a share greater than everything gets everything. Gives how to return it. */
  async take(wanted: number): Promise<() => void> {
    const share = Math.min(wanted, this.total);
    if (this.waiting.length > 0 || share > this.left) {
      await new Promise<void>((start) => this.waiting.push({ share, start }));
    } else this.left -= share;
    return () => this.giveBack(share);
  }

  private giveBack(share: number): void {
    this.left += share;
    for (
      let first = this.waiting[0];
      first !== undefined && first.share <= this.left;
      first = this.waiting[0]
    ) {
      this.waiting.shift();
      this.left -= first.share;
      first.start();
    }
  }
}
