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
const POSITIONS = 2 ** 20;
export function columnsOf(buffer) {
	try {
		return whole(unpacked(buffer));
	} catch (error) {
		const isShort = error instanceof RangeError || error instanceof SyntaxError;
		throw isShort ? new Lack("cut") : error;
	}
}
export function nodeOf({ number, position }, row) {
	return number[row] * POSITIONS + position[row];
}
function unpacked(buffer) {
	const headLength = new DataView(buffer).getUint32(0, true);
	const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headLength)));
	const columns = { ...head };
	let offset = aligned(4 + headLength);
	for (const [name, code] of Object.entries(head.columns)) {
		const array = new ARRAYS[code](buffer, offset, head.length);
		columns[name] = array;
		offset = aligned(offset + array.byteLength);
	}
	return columns;
}
function aligned(offset) {
	return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
