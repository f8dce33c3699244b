/** Who reaches what, and how: what the picture shows, without a place or a colour. */
export interface Diagram {
  readonly title: string;
  /** The whole picture in sentences, for who does not see it. */
  readonly description: string;
  /** Absent where only the sink writes. */
  readonly vendor?: DiagramBox;
  /** How the vendor gets in: lines beside the arrow. */
  readonly entry: readonly string[];
  readonly account: { readonly title: string; readonly detail: string };
  /** The user or role; absent where the bucket policy names the vendor itself. */
  readonly identity?: DiagramBox;
  readonly sink?: { readonly source: DiagramBox; readonly writer: DiagramBox };
  readonly bucket: DiagramBox;
  /** What the identity may do: with the objects in scope, then with those of the connection test. */
  readonly grants: readonly [Grant, ...Grant[]];
  /** Objects go from the bucket to the vendor. */
  readonly reads: boolean;
  /** Nobody gets in yet. */
  readonly pending: boolean;
}

export interface Grant {
  readonly actions: readonly string[];
  /** `exports/orders/*.csv`, one for each prefix. */
  readonly objects: readonly string[];
}

export interface DiagramBox {
  readonly title: string;
  readonly lines: readonly string[];
}
