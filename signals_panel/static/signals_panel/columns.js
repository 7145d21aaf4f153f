/** The rows of a long timeline as the server sends them: see page/columns.py. */

import { Lack } from "./parts.js";

const ARRAYS = { B: Uint8Array, H: Uint16Array, I: Uint32Array, f: Float32Array };
const ALIGNMENT = 8;
/** What a node's number of the dispatch is multiplied by. */
const POSITIONS = 2 ** 20;
/** What the filter asks each row for, and labels have. */
const OF_LABELS = ["kind", "signal", "sender", "receiver", "method", "count", "error"];

/**
 * What a list draws beside what the filter asks for. Of `labels`, each list has an entry a label,
 * `label` says which a row has, and `mark` which of the `marks`.
 *
 * @typedef {import("./filter.js").Columns & {
 *   label: Uint32Array, number: Uint32Array, position: Uint32Array, start: Float32Array,
 *   mark: Uint32Array, labels: Record<string, number[]>, marks: string[],
 *   words: Record<string, string>,
 * }} LongColumns
 */

/**
 * @param {ArrayBuffer} buffer
 * @returns {LongColumns}  throws a `Lack` where bytes are missing
 */
export function columnsOf(buffer) {
    try {
        const columns = unpacked(buffer);
        for (const name of OF_LABELS) {
            columns[name] = spread(columns.labels[name], columns.label);
        }
        columns.finding = columns.mark.map(Boolean);
        return columns;
    } catch (error) {
        const isShort = error instanceof RangeError || error instanceof SyntaxError;
        throw isShort ? new Lack("cut") : error;
    }
}

/**
 * Returns the name of a row in the recording, as the server knows it; 0 for a row of none.
 *
 * @param {LongColumns} columns
 * @param {number} row
 */
export function nodeOf({ number, position }, row) {
    return number[row] * POSITIONS + position[row];
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

/**
 * Returns what a label has, for each row.
 *
 * @param {number[]} ofLabels
 * @param {Uint32Array} label
 */
function spread(ofLabels, label) {
    const found = new Uint32Array(label.length);
    for (let row = 0; row < label.length; row++) {
        found[row] = ofLabels[label[row]];
    }
    return found;
}

/** @param {number} offset */
function aligned(offset) {
    return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
