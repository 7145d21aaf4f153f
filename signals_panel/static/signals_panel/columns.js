/** The rows of a timeline as the server sends them: see page/columns.py. */

import { Lack } from "./parts.js";

const ARRAYS = {
    B: Uint8Array,
    H: Uint16Array,
    I: Uint32Array,
    b: Int8Array,
    h: Int16Array,
    i: Int32Array,
    f: Float32Array,
};
const ALIGNMENT = 8;
/** What a node's number of the dispatch is multiplied by. */
const POSITIONS = 2 ** 20;
/** Columns of which those are not sent that are 0 for all rows. */
const OWN = [
    ...["depth", "id", "label", "sql", "internal", "number", "position", "mark"],
    ...["start", "total", "self"],
];
/** What labels have of rows as numbers, or as places of texts. */
const OF_LABELS = ["kind", "signal", "sender", "receiver", "method", "count", "error"];
/** What labels have of runs, and columns of other rows. */
const INSIDE = ["inside_rows", "inside_sql", "inside_sql_us", "inside_errors", "inside_findings"];

/**
 * @param {ArrayBuffer} buffer
 * @returns {import("./filter.js").Columns}  throws a `Lack` where bytes are missing
 */
export function columnsOf(buffer) {
    try {
        return whole(unpacked(buffer));
    } catch (error) {
        const isShort = error instanceof RangeError || error instanceof SyntaxError;
        throw isShort ? new Lack("cut") : error;
    }
}

/**
 * Reads the columns of a page whose rows are all there.
 *
 * @param {string} json
 * @returns {import("./filter.js").Columns}
 */
export function columnsIn(json) {
    const { length, labels, texts, marks, ...columns } = JSON.parse(json);
    for (const [name, values] of Object.entries(columns)) {
        columns[name] = Float64Array.from(values, (value) => value ?? NaN);
    }
    return whole({ length, labels, texts, marks, ...columns });
}

/**
 * Returns the name of a row in the recording, as the server knows it; 0 for a row of none.
 *
 * @param {import("./filter.js").Columns} columns
 * @param {number} row
 */
export function nodeOf({ number, position }, row) {
    return number[row] * POSITIONS + position[row];
}

/**
 * Adds what labels have of rows.
 *
 * @param {any} columns
 * @returns {import("./filter.js").Columns}
 */
function whole(columns) {
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

/**
 * Only looks at the bytes: nothing is copied, however many rows there are.
 *
 * @param {ArrayBuffer} buffer
 * @returns {any}
 */
function unpacked(buffer) {
    const headLength = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headLength)));
    const columns = { ...head };
    let offset = aligned(4 + headLength);
    for (const [name, code] of Object.entries(head.columns)) {
        const array = new ARRAYS[/** @type {"I"} */ (code)](buffer, offset, head.length);
        columns[name] = array;
        offset = aligned(offset + array.byteLength);
    }
    return columns;
}

/** @param {number} offset */
function aligned(offset) {
    return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
