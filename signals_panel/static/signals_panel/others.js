import { fetched, fragmentOf, jsonOf, Lack, part, script } from "./parts.js";
const PANEL_ID = "SignalsTracePanel";
export async function list(panel, requests) {
	if (requests.open) {
		const ask = () => fetched(requests.dataset.requests ?? "", fragmentOf);
		const found = await part(panel, { name: "requests", ask });
		const place = requests.querySelector(".sp-requests-list");
		if (found && place) {
			place.replaceChildren(found);
			const comparing = await script(panel, "comparing", () => import("./comparing.js"));
			comparing?.addRemembered(panel, place);
		}
	}
}
export async function show(toolbar, panel, request) {
	const answer = await part(panel, { name: "request", ask: () => ask(toolbar, request) });
	const place = panel.parentElement;
	if (!answer || !place) {
		return;
	}
	toolbar.dataset.requestId = request;
	place.innerHTML = answer.content;
	if (answer.others) {
		replace(toolbar, answer.others);
		mark(toolbar, request);
	} else {
		place.querySelector(".sp-only-here")?.removeAttribute("hidden");
	}
	place.querySelector(".sp")?.removeAttribute("hidden");
	const rendered = { detail: { panelId: PANEL_ID } };
	toolbar.dispatchEvent(new CustomEvent("djdt.panel.render", rendered));
	(place.querySelector(".sp-requests > summary"))?.focus();
}
async function ask(toolbar, request) {
	const { renderPanelUrl = "", sidebarUrl } = toolbar.dataset;
	const ours = { request_id: request, panel_id: PANEL_ID };
	const [rendered, others] = await Promise.all([
		json(renderPanelUrl, ours),
		sidebarUrl ? json(sidebarUrl, { request_id: request, exclude_history: "True" }) : null,
	]);
	if (!rendered.content.includes('class="sp"')) {
		throw new Lack("gone");
	}
	return { content: rendered.content, others };
}
function json(url, query) {
	return fetched(`${url}?${new URLSearchParams(query)}`, jsonOf);
}
function replace(toolbar, panels) {
	for (const [name, { content, button }] of Object.entries(panels)) {
		const element = toolbar.querySelector(`#${name}`);
		const entry = toolbar.querySelector(`#djdt-${name}`);
		if (name === PANEL_ID) {
			entry?.querySelector("small")?.replaceWith(subtitleOf(button));
		} else if (element && entry) {
			element.outerHTML = content;
			entry.outerHTML = button;
		}
	}
}
function subtitleOf(button) {
	return new DOMParser().parseFromString(button, "text/html").querySelector("small") ?? "";
}
function mark(toolbar, request) {
	for (const row of toolbar.querySelectorAll("#djdtHistoryRequests > tr")) {
		row.classList.toggle("djdt-highlighted", row.id === `historyMain_${request}`);
	}
}
