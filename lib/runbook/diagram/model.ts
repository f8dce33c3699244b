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
  /** What the identity may do with the objects in scope. */
  readonly grants: readonly string[];
  readonly sink?: { readonly source: DiagramBox; readonly writer: DiagramBox };
  readonly bucket: DiagramBox;
  /** `exports/orders/*.csv`, one line for each prefix. */
  readonly scopes: readonly string[];
  /** Objects go from the bucket to the vendor. */
  readonly reads: boolean;
  /** Nobody gets in yet. */
  readonly pending: boolean;
}

export interface DiagramBox {
  readonly title: string;
  readonly lines: readonly string[];
}
