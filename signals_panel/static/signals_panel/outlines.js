import { remember, remembered } from "./memory.js";
import { fetched, jsonOf } from "./parts.js";
const NAME = "signals_panel.outlines";
const MOST = 12;
const MOST_BYTES = 200_000;
export async function keep(panel) {
	const address = (panel.querySelector(".sp-request"))?.dataset.outline;
	const asked = new URL(address ?? "", location.href).searchParams.get("request_id");
	if (address && !panel.dataset.columns && !seen().some((each) => each.line.request_id === asked)) {
		const outline = await fetched(address, (answer) => answer.byteLength < MOST_BYTES && jsonOf(answer));
		if (outline) {
			remember(NAME, [...seen(), outline].slice(-MOST));
		}
	}
}
export function seen() {
	return remembered(NAME, []);
}
