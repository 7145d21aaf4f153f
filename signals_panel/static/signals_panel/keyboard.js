import { script } from "./parts.js";
import * as tree from "./tree.js";
const ROW_KEYS = ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home", "End", "*", "-", "+", "c"];
const PANEL_KEYS = ["/", "?", "f", "u", "l", "[", "]"];
const started = new WeakSet();
export function start(panel) {
	const toolbar = (panel.closest("#djDebug") ?? panel.parentElement);
	if (!started.has(toolbar)) {
		started.add(toolbar);
		toolbar.addEventListener("keydown", (event) => onKeyDown(event, find(toolbar, ".sp")));
	}
	panel.tabIndex = -1;
	find(panel, ".sp-help-button")?.addEventListener("click", () => acting(panel, (keys) => keys.toggleHelp(panel)));
	panel.addEventListener("click", ({ target }) => {
		const pressed = target.closest("[data-fold]");
		if (pressed) {
			acting(panel, (keys) => keys.foldTo(panel, pressed.getAttribute("data-fold")));
		}
	});
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
	const panel = (element.closest(".sp"));
	return script(panel, "copy", () => import("./copy.js"));
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
