export const HIDDEN = 0;
export const SHOWN = 1;
export const KEPT = 2;
export function statesOf(
	columns,
	{ withInternals, wanted = -1 },
	passing = new Uint8Array(columns.length).fill(1),
	isNamed = false,
) {
	const internal = internalOf(columns, isNamed);
	const states = new Uint8Array(columns.length);
	for (let row = 0; row < columns.length; row++) {
		const isShown = passing[row] && (withInternals || !internal[row]);
		states[row] = isShown || row === wanted ? SHOWN : HIDDEN;
	}
	keepAncestors(states, columns.depth);
	return { states, ...countsOf(columns, { states, passing, internal, withInternals }) };
}
function internalOf({ length, internal, error, finding }, isNamed) {
	const switched = new Uint8Array(length);
	if (!isNamed) {
		for (let row = 0; row < length; row++) {
			switched[row] = internal[row] && !error[row] && !finding[row] ? 1 : 0;
		}
	}
	return switched;
}
function keepAncestors(states, depth) {
	let childDepth = 0;
	for (let row = states.length - 1; row >= 0; row--) {
		if (states[row] === HIDDEN && depth[row] < childDepth) {
			states[row] = KEPT;
		}
		if (states[row] !== HIDDEN) {
			childDepth = depth[row];
		}
	}
}
function countsOf({ length }, { states, passing, internal, withInternals }) {
	const counts = { shown: 0, hidden: 0, all: 0, internals: 0 };
	for (let row = 0; row < length; row++) {
		const isCounted = states[row] !== HIDDEN || withInternals || !internal[row];
		counts.internals += passing[row] & internal[row];
		counts.all += Number(isCounted);
		counts.shown += Number(states[row] === SHOWN);
		counts.hidden += Number(states[row] === HIDDEN && isCounted);
	}
	return counts;
}
