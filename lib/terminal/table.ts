/** Columns as wide as their content; a cell may have several lines. The first row is the heading. */
export function renderTable(
  rows: readonly (readonly string[])[],
  style: (line: string, row: number) => string = (line) => line,
): string {
  const cells = rows.map((row) => row.map((cell) => cell.split('\n')));
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...cells.flatMap((row) => (row[column] ?? ['']).map((line) => line.length))),
  );
  const lines = cells.flatMap((row, index) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      style(
        widths
          .map((width, column) => (row[column]?.[line] ?? '').padEnd(width))
          .join('  ')
          .trimEnd(),
        index,
      ),
    );
  });
  return lines.join('\n');
}
