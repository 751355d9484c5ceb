/** What a figure shows, as a table. */

/**
 * A table as CSV: a cell that holds a comma, a quote or a line's end is quoted, nothing is empty.
 * @param {unknown[][]} rows
 */
export const csv = (rows) =>
  rows.map((row) => `${row.map((cell) => quoted(String(cell ?? ''))).join(',')}\n`).join('');

/** @param {string} cell */
const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/**
 * What is drawn, as it is drawn: a row a point, a row a cell of a heat map.
 * @param {any[]} traces Plotly's.
 */
export function figureRows(traces) {
  /** @type {unknown[][]} */
  const rows = [['trace', 'x', 'y', 'z']];
  for (const trace of traces) {
    const name = String(trace.name ?? '').replace(/<[^>]*>/g, ' ');
    Array.from(trace.z ?? [], (line, j) =>
      Array.from(line, (z, i) => rows.push([name, trace.x?.[i] ?? i, trace.y?.[j] ?? j, z])),
    );
    if (trace.z) continue;
    Array.from(trace.y ?? [], (y, i) => rows.push([name, trace.x?.[i] ?? i, y, '']));
  }
  return rows;
}
