/** The rows of a long timeline as the server sends them: see page/columns.py. */

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
 * Fetches and unpacks columns.
 *
 * @param {string} address
 * @returns {Promise<LongColumns>}
 */
export async function fetchColumns(address) {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) {
        throw new Error(`${response.status} ${response.statusText}`);
    }
    return unpacked(await response.arrayBuffer());
}

/**
 * Only looks at the bytes: nothing is copied, however many rows there are.
 *
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
