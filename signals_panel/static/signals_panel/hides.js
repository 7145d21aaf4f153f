import { made, worded } from "./elements.js";
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
