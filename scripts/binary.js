/** The columns of a long list as the server sends them: see page/columns.py. */

import { whole } from "./columns.js";
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

/**
 * @param {ArrayBuffer} buffer
 * @returns {Columns}  throws a `Lack` where bytes are missing
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
 * Returns the name of a row in the recording, as the server knows it; 0 for a row of none.
 *
 * @param {Columns} columns
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

/** @param {number} offset */
function aligned(offset) {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
