/** Which rows are shown: computed on columns, for lists of any length. */

export const HIDDEN = 0;
export const SHOWN = 1;
/** Not asked for, but an ancestor of a row that is shown. */
export const KEPT = 2;

/**
 * @param {Columns} columns
 * @param {Pick<Choice, "withInternals" | "wanted">} choice
 * @param {Uint8Array} [passing]  1 for each row that the search leaves; without one all
 * @param {boolean} [isNamed]  whether the search names what it wants
 * @returns {Outcome}
 */
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

/**
 * Returns 1 for each row that only the switch shows: not where an error or a finding is, and
 * none where the search names what it wants.
 *
 * @param {Columns} columns
 * @param {boolean} isNamed
 */
function internalOf({ length, internal, error, finding }, isNamed) {
  const switched = new Uint8Array(length);
  if (!isNamed) {
    for (let row = 0; row < length; row++) {
      switched[row] = internal[row] && !error[row] && !finding[row] ? 1 : 0;
    }
  }
  return switched;
}

/**
 * Goes backwards: the first row less deep than one that needs a parent is its parent.
 *
 * @param {Uint8Array} states
 * @param {Column} depth
 */
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

/**
 * @param {Columns} columns
 * @param {{states: Uint8Array, passing: Uint8Array, internal: Uint8Array,
 *   withInternals: boolean}} found
 */
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
