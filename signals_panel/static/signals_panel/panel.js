import * as keyboard from "./keyboard.js";
import { script } from "./parts.js";
import * as requests from "./requests.js";
import { rowsOf } from "./rows.js";
import * as search from "./search.js";
const PANEL_ID = "SignalsTracePanel";
const seen = new WeakSet();
function toolbar() {
	const host = document.getElementById("djDebugRoot");
	return (host?.shadowRoot ?? document).querySelector("#djDebug");
}
function start() {
	const panel = (
		toolbar()?.querySelector(`#${PANEL_ID} .sp[data-page]`)
	);
	if (panel && !seen.has(panel)) {
		seen.add(panel);
		keyboard.start(panel);
		requests.start(panel);
		const tools = search.start(panel);
		panel.dataset.listens = "yes";
		const stay = async () => (await script(panel, "around", () => import("./around.js")))?.start(panel);
		panel.getRootNode().addEventListener("scroll", stay, { capture: true, once: true });
		fill(panel, tools);
	}
}
async function fill(panel, tools) {
	const views = laterViews(panel, tools);
	const rows = await (panel.dataset.columns ? longRows(panel) : pageRows(panel));
	if (rows) {
		const filled = tools?.fill(rows);
		await (await views)?.();
		await filled;
		panel.dataset.started = "yes";
	}
}
async function longRows(panel) {
	panel.dataset.started = "yes";
	return (await script(panel, "long", () => import("./long.js")))?.longRowsOf(panel);
}
async function pageRows(panel) {
	const rest = panel.dataset.rest ? await script(panel, "rest", () => import("./rest.js")) : null;
	if (panel.dataset.rest && !(await rest?.isWhole(panel))) {
		return null;
	}
	rowsOf(panel).fill();
	return rowsOf(panel);
}
async function laterViews(panel, tools) {
	const later = await script(panel, "later", () => import("./later.js"));
	return later?.start(panel, () => tools?.renew());
}
toolbar()?.addEventListener("djdt.panel.render", (event) => {
	if (event.detail.panelId === PANEL_ID) {
		start();
	}
});
start();
