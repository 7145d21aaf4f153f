/**
 * Which rows a search and the switch for internals leave: computed on columns, for lists of any
 * length.
 *
 * @typedef {Float64Array | Float32Array | Uint32Array | Uint8Array | number[]} Column
 *
 * @typedef {object} Columns  one entry a row; rows are in pre-order
 * @property {number} length  how many rows
 * @property {string[]} texts  what the columns of texts point to
 * @property {Column} id
 * @property {Column} depth  0 for a row inside no other
 * @property {Column} kind  a position in texts, as the next four
 * @property {Column} signal
 * @property {Column} sender
 * @property {Column} receiver
 * @property {Column} method
 * @property {Column} count  how many sends are folded into the row
 * @property {Column} total  in ns, as self; NaN for none
 * @property {Column} self
 * @property {Column} sql  how many queries
 * @property {Column} error  1 or 0, as the next two
 * @property {Column} finding
 * @property {Column} internal
 * @property {Column} inside_rows  of the row and all that is inside it, as the next four
 * @property {Column} inside_sql
 * @property {Column} inside_sql_us  in microseconds
 * @property {Column} inside_errors
 * @property {Column} inside_findings
 * @property {Column} start  in ns, NaN for none
 * @property {Column} number  of the dispatch, as position of what the server is asked for
 * @property {Column} position
 * @property {Column} label  which entry of each of the labels says what the row says
 * @property {Record<string, any[]>} labels
 * @property {Column} mark  which of the marks it has
 * @property {[string, string, string][][]} marks  code, severity and message of each finding
 *
 * @typedef {object} Choice
 * @property {import("./query.js").Term[]} terms  of the search
 * @property {boolean} withInternals
 * @property {number} [wanted]  the position of a row to be shown whatever else is chosen
 *
 * @typedef {object} Outcome
 * @property {Uint8Array} states  HIDDEN, SHOWN or KEPT, for every row
 * @property {number} shown  how many rows are shown, without those kept
 * @property {number} hidden  how many rows the search hides
 * @property {number} all  of how many, those not counted that the switch hides
 * @property {number} internals  how many rows the switch shows or hides
 */

export const HIDDEN = 0;
export const SHOWN = 1;
/** Not asked for, but an ancestor of a row that is shown. */
export const KEPT = 2;

const TEXTS = new Set(["kind", "signal", "sender", "receiver", "method"]);

/**
 * @param {Columns} columns
 * @param {Choice} choice
 * @returns {Outcome}
 */
export function filter(columns, { terms, withInternals, wanted = -1 }) {
    const passing = passingOf(columns, terms);
    const internal = internalOf(columns, terms);
    const states = new Uint8Array(columns.length);
    for (let row = 0; row < columns.length; row++) {
        const isShown = passing[row] && (withInternals || !internal[row]);
        states[row] = isShown || row === wanted ? SHOWN : HIDDEN;
    }
    keepAncestors(states, columns.depth);
    return { states, ...countsOf(columns, { states, passing, internal, withInternals }) };
}

/**
 * Returns 1 for each row that fulfils all terms.
 *
 * @param {Columns} columns
 * @param {import("./query.js").Term[]} terms
 */
function passingOf(columns, terms) {
    const passing = new Uint8Array(columns.length).fill(1);
    for (const term of terms) {
        const narrow = TEXTS.has(term.fields[0]) ? narrowByTexts : narrowByNumbers;
        narrow(passing, columns, term);
    }
    return passing;
}

/**
 * Each text is tested once, however many rows have it.
 *
 * @param {Uint8Array} passing
 * @param {Columns} columns
 * @param {import("./query.js").Term} term
 */
function narrowByTexts(passing, columns, { fields, test, isNegated }) {
    const answers = columns.texts.map((text) => (test(text.toLowerCase()) ? 1 : 0));
    const matching = new Uint8Array(passing.length);
    for (const field of fields) {
        const column = columns[/** @type {"signal"} */ (field)];
        for (let row = 0; row < passing.length; row++) {
            matching[row] |= answers[column[row]];
        }
    }
    const wrong = isNegated ? 1 : 0;
    for (let row = 0; row < passing.length; row++) {
        passing[row] &= matching[row] ^ wrong;
    }
}

/**
 * @param {Uint8Array} passing
 * @param {Columns} columns
 * @param {import("./query.js").Term} term
 */
function narrowByNumbers(passing, columns, { fields: [field], test, isNegated }) {
    const column = columns[/** @type {"total"} */ (field)];
    for (let row = 0; row < passing.length; row++) {
        if (passing[row] && test(column[row]) === isNegated) {
            passing[row] = 0;
        }
    }
}

/**
 * Returns 1 for each row that only the switch shows: not where an error or a finding is, and
 * none where the search names what it wants.
 *
 * @param {Columns} columns
 * @param {import("./query.js").Term[]} terms
 */
function internalOf({ length, internal, error, finding }, terms) {
    const switched = new Uint8Array(length);
    if (!terms.some((term) => term.isName)) {
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
