/** The rows of a timeline as the server sends them: see page/columns.py. */

/** Columns of which those are not sent that are 0 for all rows. */
const OWN = [
  ...["depth", "id", "label", "sql", "internal", "number", "position", "mark"],
  ...["start", "total", "self"],
];
/** What labels have of rows as numbers, or as places of texts. */
const OF_LABELS = ["kind", "signal", "sender", "receiver", "method", "file", "raised", "count", "error"];
/** What labels have of runs, and columns of other rows. */
const INSIDE = ["inside_rows", "inside_sql", "inside_sql_us", "inside_errors", "inside_findings"];

/**
 * Reads the columns of a page whose rows are all there.
 *
 * @param {string} json
 * @returns {Columns}
 */
export function columnsIn(json) {
  const { length, labels, texts, marks, hides, ...columns } = JSON.parse(json);
  for (const [name, values] of Object.entries(columns)) {
    columns[name] = Float64Array.from(values, (value) => value ?? NaN);
  }
  return whole({ length, labels, texts, marks, hides, ...columns });
}

/**
 * Adds what labels have of rows.
 *
 * @param {any} columns
 * @returns {Columns}
 */
export function whole(columns) {
  const zeros = new Uint8Array(columns.length);
  for (const name of [...OWN, ...INSIDE]) {
    columns[name] ??= zeros;
  }
  const { labels, label, texts } = columns;
  for (const name of OF_LABELS) {
    columns[name] = Uint32Array.from(label, (each) => labels[name][each]);
  }
  const isRun = Uint8Array.from(columns.kind, (kind) => (texts[kind] === "run" ? 1 : 0));
  for (const name of INSIDE) {
    const ofRow = columns[name];
    columns[name] = Uint32Array.from(label, (each, row) =>
      isRun[row] ? labels[name][each] : ofRow[row],
    );
  }
  columns.id = Uint32Array.from(columns.id, (far, row) => (isRun[row] ? 0 : far + row));
  columns.finding = Uint8Array.from(columns.mark, (mark) => (mark ? 1 : 0));
  return columns;
}
