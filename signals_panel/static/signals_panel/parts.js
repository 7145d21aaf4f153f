import { made, worded } from "./elements.js";
const SAID_AFTER_MS = 150;
const SAID_FOR_MS = 4000;
const FOR_GOOD = ["script", "gone"];
const scripts = new WeakMap();
export class Lack extends Error {
	constructor(kind, why = "") {
		super(kind);
		this.kind = kind;
		this.why = String(why);
	}
}
export async function part(panel, wish) {
	const place = (panel.querySelector(".sp-waits"));
	place.querySelector(`[data-part="${wish.name}"]`)?.remove();
	const note = made("p", "", "", { "data-part": wish.name });
	place.append(note);
	while (note.isConnected) {
		const ending = sayWait(place, note, wish.rows);
		try {
			const found = await wish.ask();
			const isWanted = note.isConnected;
			ending();
			return isWanted ? found : null;
		} catch (error) {
			const lack = error instanceof Lack ? error : new Lack("unread", error);
			ending(lack);
			if (FOR_GOOD.includes(lack.kind)) {
				return null;
			}
			await askedAgain(note, panel);
		}
	}
	return null;
}
export function script(panel, name, load) {
	const known = scripts.get(panel) ?? {};
	scripts.set(panel, known);
	const ask = () => load().catch(() => {
		throw new Lack("script");
	});
	return (known[name] ??= part(panel, { name, ask }));
}
export async function fetched(address, read, more) {
	const response = await fetch(address, { credentials: "same-origin", ...more }).catch(() => {
		throw new Lack("unreachable");
	});
	const body = await response.arrayBuffer().catch(() => {
		throw new Lack("cut");
	});
	if (response.ok) {
		return read(body);
	}
	const type = response.headers.get("content-type") ?? "";
	if (response.status === 404 && !type.includes("html")) {
		throw new Lack("gone");
	}
	const said = type.startsWith("text/plain") ? new TextDecoder().decode(body).trim() : "";
	throw new Lack("failed", said || `${response.status} ${response.statusText}`);
}
function sayWait(place, note, rows = 0) {
	const n = rows.toLocaleString(place.lang || undefined);
	const timer = setTimeout(() => {
		note.textContent = worded(place.dataset[rows ? "loadingRows" : "loading"], { n });
	}, SAID_AFTER_MS);
	return (lack) => {
		clearTimeout(timer);
		if (lack) {
			complain(place, note, lack);
		} else if (rows && note.textContent) {
			note.textContent = worded(place.dataset.here, { n });
			setTimeout(() => note.remove(), SAID_FOR_MS);
		} else {
			note.remove();
		}
	};
}
function complain(place, note, { kind, why }) {
	note.textContent = worded(place.dataset[kind], { why });
	note.className = "sp-bad";
	if (!FOR_GOOD.includes(kind)) {
		note.append(" ", made("button", "", place.dataset.again, { type: "button" }));
	}
}
function askedAgain(note, panel) {
	return new Promise((resolve) => {
		note.querySelector("button")?.addEventListener("click", () => {
			panel.focus({ preventScroll: true });
			note.replaceChildren();
			note.className = "";
			resolve();
		});
	});
}
export function fragmentOf(answer) {
	const html = new TextDecoder().decode(answer).trim();
	const page = document.createElement("template");
	page.innerHTML = html;
	if (!html.endsWith(`</${page.content.lastElementChild?.localName}>`)) {
		throw new Lack("cut");
	}
	return page.content;
}
export function jsonOf(answer) {
	return JSON.parse(new TextDecoder().decode(answer));
}
