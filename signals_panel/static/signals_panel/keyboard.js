import { script } from "./parts.js";
import * as tree from "./tree.js";
const ROW_KEYS = ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home", "End", "*", "-", "+", "c", "z"];
const PANEL_KEYS = ["/", "?", "f", "u", "l", "[", "]"];
const HEAD_BUTTONS = "[data-fold], [data-zoom]";
const started = new WeakSet();
export function start(panel) {
	const toolbar = (panel.closest("#djDebug") ?? panel.parentElement);
	if (!started.has(toolbar)) {
		started.add(toolbar);
		toolbar.addEventListener("keydown", (event) => onKeyDown(event, find(toolbar, ".sp")));
	}
	panel.tabIndex = -1;
	find(panel, ".sp-help-button")?.addEventListener("click", () => acting(panel, (keys) => keys.toggleHelp(panel)));
	panel.addEventListener("click", async ({ target }) => {
		const pressed = (target.closest(HEAD_BUTTONS));
		const { fold, zoom } = pressed?.dataset ?? {};
		if (fold) {
			acting(panel, (keys) => keys.foldTo(panel, fold));
		} else if (zoom) {
			(await zooming(panel))?.choose(zoom);
		}
	});
	for (const name of ["pointerover", "focusin"]) {
		find(panel, ".sp-timeline")?.addEventListener(name, () => zooming(panel), { once: true });
	}
	tree.start(panel);
	panel.addEventListener("focusin", () => acting(panel, () => null), { once: true });
	panel.addEventListener("toggle", ({ target }) => offerCopies(panel, target), true);
}
async function offerCopies(panel, details) {
	if (details instanceof Element && details.closest(".sp-row")) {
		(await copying(panel))?.addButtons(panel);
	}
}
export function copying(element) {
	return script(panelOf(element), "copy", () => import("./copy.js"));
}
export function zooming(element) {
	const panel = panelOf(element);
	return script(panel, "zoom", async () => (await import("./zoom.js")).zoomOf(panel));
}
function panelOf(element) {
	return (element.closest(".sp"));
}
export function isPlain({ ctrlKey, altKey, metaKey }) {
	return !ctrlKey && !altKey && !metaKey;
}
function onKeyDown(event, panel) {
	const isTaken = event.defaultPrevented || !isPlain(event);
	if (isTaken || !panel?.checkVisibility()) {
		return;
	}
	const act = actionOf(event.key, event.target, panel);
	if (act) {
		if (event.key === "/") {
			search(panel);
		} else {
			acting(panel, act);
		}
		event.preventDefault();
		event.stopPropagation();
	}
}
async function acting(panel, act) {
	const keys = await script(panel, "keys", () => import("./keys.js"));
	if (keys) {
		act(keys);
	}
}
function actionOf(key, target, panel) {
	if (isTyped(target)) {
		const leaves = key === "Escape" && target.closest(".sp-tools") !== null;
		return leaves && ((keys) => keys.leaveInput(target, panel));
	}
	const row = (target.closest(tree.ROWS));
	if (row && isOfRow(key, row, target)) {
		return (keys) => {
			const { activeElement } = (panel.getRootNode());
			const current = (activeElement?.closest(tree.ROWS)) ?? row;
			current.focus();
			if (row.isConnected) {
				keys.ofRow[key](current);
			} else {
				current.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
			}
		};
	}
	const tab = (panel.querySelectorAll(".sp-tab")[Number(key) - 1]);
	return tab ? (keys) => keys.choose(tab, panel) : PANEL_KEYS.includes(key) && ((keys) => keys.ofPanel[key](panel));
}
function isOfRow(key, row, target) {
	const isOpening = target === row && ["Enter", " "].includes(key);
	const isClosing = key === "Escape" && tree.detailsOf(row)?.open;
	return isOpening || isClosing || ROW_KEYS.includes(key);
}
function isTyped(element) {
	return element.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}
function search(panel) {
	find(panel, ".sp-tab[value=timeline]")?.click();
	find(panel, ".sp-search")?.focus();
}
export function find(root, selector) {
	return root.querySelector(selector);
}
