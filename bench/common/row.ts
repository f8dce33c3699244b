/** One line of the table: what was measured, beside what, and whether that is enough. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What it is measured beside, with its figure. */
  readonly beside: string;
  /**
   * Ours by theirs, or the figure itself where the goal is no ratio; absent where there is nothing beside it. NaN: it
   * could not be measured.
   */
  readonly value?: number;
  /** @default × */
  readonly unit?: 's' | 'min' | 'MB' | '×';
  /** Absent: shown for the sake of the others. */
  readonly goal?: Goal;
}

export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** What was not measured is missed as well. */
export function isMissed({ value = Number.NaN, goal }: Row): boolean {
  if (goal === undefined) return false;
  return !('atMost' in goal ? value <= goal.atMost : value >= goal.atLeast);
}

/** Of a trial, whose figures say too little to be judged. */
export function withoutGoal({ goal: _, ...row }: Row): Row {
  return row;
}

/** A table in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [row.what, row.ours, row.beside, figure(row), goalOf(row), verdict(row)]);
  const head = ['what', 'ours', 'beside', 'ratio', 'goal', ''];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdict(row: Row): string {
  if (row.goal === undefined) return '';
  return isMissed(row) ? '**missed**' : 'met';
}

function figure({ value, unit = '×' }: Row): string {
  if (value === undefined) return '';
  return Number.isNaN(value) ? 'not measured' : `${value.toFixed(2)} ${unit}`;
}

function goalOf({ goal, unit = '×' }: Row): string {
  if (goal === undefined) return '';
  return 'atMost' in goal ? `≤ ${goal.atMost} ${unit}` : `≥ ${goal.atLeast} ${unit}`;
}
