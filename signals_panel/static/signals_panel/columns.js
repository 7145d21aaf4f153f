/** The rows of a long timeline as the server sends them: see page/columns.py. */

import { Lack } from "./parts.js";

const ARRAYS = { B: Uint8Array, i: Int32Array, d: Float64Array };
const ALIGNMENT = 8;

/**
 * What a list draws beside what the filter asks for; one entry a row.
 *
 * @typedef {import("./filter.js").Columns & {
 *   node: Float64Array, place: Int32Array, badges: Int32Array, start: Float64Array,
 *   longest: Float64Array, marks: Int32Array, words: Record<string, string>,
 * }} LongColumns
 */

/**
 * Only looks at the bytes: nothing is copied, however many rows there are.
 *
 * @param {ArrayBuffer} buffer
 * @returns {LongColumns}  throws a `Lack` where bytes are missing
 */
export function columnsOf(buffer) {
    try {
        return unpacked(buffer);
    } catch (error) {
        const isShort = error instanceof RangeError || error instanceof SyntaxError;
        throw isShort ? new Lack("cut") : error;
    }
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {LongColumns}
 */
function unpacked(buffer) {
    const headLength = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headLength)));
    let offset = aligned(4 + headLength);
    /** @type {any} */
    const columns = {
        length: head.length,
        texts: head.texts,
        words: head.words,
    };
    for (const [name, code] of Object.entries(head.columns)) {
        const array = new ARRAYS[/** @type {"i"} */ (code)](buffer, offset, head.length);
        columns[name] = array;
        offset = aligned(offset + array.byteLength);
    }
    return columns;
}

/** @param {number} offset */
function aligned(offset) {
    return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
