/** What a folded row tells of what it hides: queries, errors, findings and rows. */

import { made, worded } from "./elements.js";

/**
 * Returns badges like those the server renders; what the row itself shows is not counted.
 *
 * @param {Columns} columns
 * @param {number} row
 * @param {number} rows  how many are inside, of those that are shown
 */
export function hidesOf(columns, row, rows) {
  const kind = columns.texts[columns.kind[row]];
  const own = {
    inside_sql: kind === "call" ? columns.sql[row] : 0,
    inside_errors: kind === "call" ? columns.error[row] : 0,
    inside_findings: columns.marks[columns.mark[row]].length,
    inside_rows: columns.inside_rows[row] - rows,
  };
  return columns.hides.flatMap(([name, one, many, tone]) => {
    const n = columns[name][row] - own[name];
    return n > 0 ? [made("span", tone ? `sp-hides sp-badge-${tone}` : "sp-hides", worded(n === 1 ? one : many, { n }))] : [];
  });
}
