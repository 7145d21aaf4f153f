const NAME = "signals_panel.outlines";
const MOST = 12;
const MOST_LETTERS = 200_000;
export async function remember(panel) {
	const address = (panel.querySelector(".sp-request"))?.dataset.outline;
	const asked = new URL(address ?? "", location.href).searchParams.get("request_id");
	const seen = remembered();
	if (!address || panel.dataset.columns || seen.some((each) => each.line.request_id === asked)) {
		return;
	}
	try {
		const text = await (await fetch(address, { credentials: "same-origin" })).text();
		if (text.length < MOST_LETTERS) {
			seen.push(JSON.parse(text));
			sessionStorage.setItem(NAME, JSON.stringify(seen.slice(-MOST)));
		}
	} catch {
	}
}
export function remembered() {
	try {
		return JSON.parse(sessionStorage.getItem(NAME) ?? "[]");
	} catch {
		return [];
	}
}
