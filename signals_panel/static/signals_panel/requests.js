import { isPlain } from "./keyboard.js";
import { fetched, fragmentOf, script } from "./parts.js";
const QUIET_FOR_MS = 400;
const IDLE_AFTER_MS = 1000;
let latest = null;
export function start(panel) {
	if (!latest) {
		watch();
	}
	latest = panel;
	const requests = (panel.querySelector(".sp-requests"));
	requests?.addEventListener("toggle", async () => (await others(panel))?.list(panel, requests));
	panel.addEventListener("click", (event) => press(event, panel));
	setTimeout(() => import("./outlines.js").then((outlines) => outlines.keep(panel)).catch(() => null), IDLE_AFTER_MS);
}
async function press(event, panel) {
	const target = event.target;
	const pressed = target.closest("[data-request]");
	const toolbar = (panel.closest("#djDebug"));
	const isMeant = isPlain(event) && !event.shiftKey;
	const compared = target.closest("a[data-compare]");
	if (compared instanceof HTMLAnchorElement && isMeant) {
		event.preventDefault();
		const scripts = await script(panel, "comparing", () => import("./comparing.js"));
		await scripts?.compare(panel, compared);
	}
	if (pressed instanceof HTMLElement && toolbar?.dataset.renderPanelUrl && isMeant) {
		event.preventDefault();
		const scripts = await others(panel);
		await scripts?.show(toolbar, panel, pressed.dataset.request ?? "");
	}
}
function others(panel) {
	return script(panel, "others", () => import("./others.js"));
}
function watch() {
	let timer = 0;
	new PerformanceObserver((entries) => {
		if (entries.getEntries().some(isOfPage)) {
			clearTimeout(timer);
			timer = setTimeout(renew, QUIET_FOR_MS);
		}
	}).observe({ type: "resource" });
}
function isOfPage(entry) {
	const { initiatorType, name } = entry;
	const address = new URL(name, location.href);
	const own = new URL(latest?.querySelector("nav")?.dataset.neighbours ?? "", location.href);
	const prefix = own.pathname.replace(/signals\/neighbours\/$/, "");
	return (
		["fetch", "xmlhttprequest"].includes(initiatorType) &&
		address.origin === location.origin &&
		!address.pathname.startsWith(prefix)
	);
}
async function renew() {
	const shown = latest?.querySelector("nav");
	if (shown?.isConnected && shown.dataset.neighbours) {
		try {
			shown.replaceWith(await fetched(shown.dataset.neighbours, fragmentOf));
		} catch {
		}
	}
}
