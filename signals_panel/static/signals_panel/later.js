import { fetched, fragmentOf, part } from "./parts.js";
import { scrollerOf } from "./scroller.js";
const MISSING = ".sp-view[data-later]";
export function start(panel, filled) {
	const asked = new Map();
	const ask = (address) => {
		const answer = asked.get(address) ?? fill(panel, address).then(filled);
		asked.set(address, answer);
		return answer;
	};
	const look = () => missing(panel).filter((view) => view.checkVisibility()).map(addressOf).forEach(ask);
	panel.querySelector(".sp-tabs")?.addEventListener("change", look);
	look();
	return async () => {
		await new Promise(requestAnimationFrame);
		for (const address of new Set(missing(panel).map(addressOf))) {
			await ask(address);
		}
	};
}
function missing(panel) {
	return ([...panel.querySelectorAll(MISSING)]);
}
function addressOf(view) {
	return view.dataset.later ?? "";
}
async function fill(panel, address) {
	const views = missing(panel).filter((view) => addressOf(view) === address);
	views.forEach((view) => view.setAttribute("aria-busy", "true"));
	const content = await part(panel, { name: address, ask: () => fetched(address, fragmentOf) });
	if (!content) {
		return;
	}
	stayingInSight((panel.querySelector(".sp-rows, .sp-long")), () => {
		const figures = content.querySelector(".sp-figures");
		if (figures) {
			panel.querySelector(".sp-figures")?.replaceWith(figures);
		}
		panel.querySelector(".sp-view-timeline")?.prepend(content.querySelector(".sp-verdicts") ?? "");
		for (const view of views) {
			view.replaceWith(content.querySelector(`.${[...view.classList].join(".")}`) ?? "");
		}
	});
}
function stayingInSight(list, change) {
	const scroller = scrollerOf(list);
	const isScrolled = scroller.scrollTop > 0;
	const { top } = list.getBoundingClientRect();
	change();
	if (isScrolled) {
		scroller.scrollTop += list.getBoundingClientRect().top - top;
	}
}
