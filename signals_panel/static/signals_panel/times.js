export const NS_PER_MS = 1e6;
export function milliseconds(ns) {
	const ms = ns / NS_PER_MS;
	return ms.toFixed(ms < 0.1 ? 3 : ms < 100 ? 2 : 0);
}
