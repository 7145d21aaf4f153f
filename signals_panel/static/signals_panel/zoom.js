import { made, setAttributes, svg, worded } from "./elements.js";
import { isPlain } from "./keyboard.js";
import { milliseconds, NS_PER_MS } from "./times.js";
const MOST_STEPS = 5;
const MOST = 500;
const LEAST_DRAG = 4;
const AROUND_ROW = 0.1;
export function zoomOf(panel) {
	const timeline = (panel.querySelector(".sp-timeline"));
	const zoom = new Zoom(timeline);
	timeline.addEventListener("pointerdown", (event) => zoom.press(event));
	timeline.addEventListener("dblclick", (event) => zoom.isOver(event) && zoom.choose("whole"));
	panel.addEventListener("keydown", (event) => zoom.type(event), true);
	return zoom;
}
class Zoom {
	constructor(timeline) {
		const find = (selector) => (timeline.querySelector(selector));
		this.timeline = timeline;
		this.axis = find(".sp-head > .sp-axis");
		this.grid = find(".sp-grid > .sp-axis");
		this.groups = [this.axis, this.grid].map((each) => (each.querySelector(".sp-ticks")));
		this.ticks = this.groups.map((group) => [...group.children]);
		this.mark = find(".sp-head .sp-responded text");
		this.response = Number.parseFloat(this.mark.getAttribute("x") ?? "100") / 100;
		this.extent = Number((find(".sp-rows")).dataset.extent);
		this.from = 0;
		this.to = 1;
	}
	isZoomed() {
		return this.to - this.from < 1;
	}
	choose(what) {
		this.show(0, what === "whole" ? 1 : this.response);
	}
	show(one, other) {
		const length = Math.min(Math.max(Math.abs(other - one), 1 / MOST), 1);
		this.from = Math.max(0, Math.min((one + other - length) / 2, 1 - length));
		this.to = this.from + length;
		this.timeline.style.setProperty("--sp-zoom", String(1 / length));
		this.timeline.style.setProperty("--sp-from", String(this.from));
		this.draw();
		const [response, whole] = (this.timeline.querySelectorAll("[data-zoom]"));
		const hadFocus = (this.timeline.getRootNode()).activeElement;
		whole.hidden = !this.isZoomed();
		response.hidden = this.isZoomed();
		if (hadFocus === whole || hadFocus === response) {
			(this.isZoomed() ? whole : response).focus();
		}
	}
	draw() {
		const ticks = this.isZoomed() ? this.ticksInSight() : [];
		const [texts, lines] = this.isZoomed() ? [ticks.map(textOf), ticks.map(lineOf)] : this.ticks;
		this.groups[0].replaceChildren(...texts);
		this.groups[1].replaceChildren(...lines);
		this.tell();
		const isLate = this.response > (this.from + this.to) / 2;
		setAttributes(this.mark, isLate ? { "text-anchor": "end", dx: -4 } : { "text-anchor": "start", dx: 4 });
	}
	tell() {
		const image = (this.axis.querySelector("svg"));
		const [from, to] = [this.from, this.to].map((part) => milliseconds(part * this.extent));
		const label = this.isZoomed() ? worded(image.dataset.zoomed, { from, to }) : image.dataset.whole;
		setAttributes(image, { "aria-label": label });
	}
	ticksInSight() {
		const step = stepOf((this.to - this.from) * this.extent);
		const ticks = [];
		for (let ns = Math.ceil((this.from * this.extent) / step) * step; ns <= this.to * this.extent; ns += step) {
			const place = (ns / this.extent - this.from) / (this.to - this.from);
			ticks.push({ x: `${(ns / this.extent) * 100}%`, ms: ns / NS_PER_MS, place });
		}
		return ticks;
	}
	isOver({ clientX, target }) {
		const { left, right } = this.axis.getBoundingClientRect();
		const isElsewhere = target.closest(".sp-details, .sp-overview");
		return clientX >= left && clientX <= right && !isElsewhere;
	}
	at(x) {
		const { left, width } = this.axis.getBoundingClientRect();
		const place = Math.max(0, Math.min((x - left) / width, 1));
		return this.from + place * (this.to - this.from);
	}
	press(down) {
		if (down.button === 0 && down.pointerType !== "touch" && this.isOver(down)) {
			const chosen = made("div", "sp-chosen");
			const over = new AbortController();
			const { signal } = over;
			addEventListener("selectstart", (event) => event.preventDefault(), { signal });
			addEventListener("pointermove", (event) => this.drag(down.clientX, event.clientX, chosen), { signal });
			for (const name of ["pointerup", "pointercancel"]) {
				addEventListener(name, (event) => {
					over.abort();
					this.drop(chosen, name === "pointerup" ? [down, event] : []);
				}, { signal });
			}
		}
	}
	drag(from, to, chosen) {
		if (chosen.isConnected || Math.abs(to - from) >= LEAST_DRAG) {
			const { left, right } = this.axis.getBoundingClientRect();
			const [start, end] = [from, to].sort((a, b) => a - b).map((x) => Math.max(left, Math.min(x, right)));
			chosen.style.setProperty("left", `${start - left}px`);
			chosen.style.setProperty("width", `${end - start}px`);
			this.grid.append(chosen);
		}
	}
	drop(chosen, ends) {
		if (chosen.isConnected && ends.length > 0) {
			const stop = (event) => {
				event.preventDefault();
				event.stopPropagation();
			};
			addEventListener("click", stop, { capture: true, once: true });
			setTimeout(() => removeEventListener("click", stop, true));
			const [one, other] = ends.map(({ clientX }) => this.at(clientX));
			this.show(one, other);
		}
		chosen.remove();
	}
	type(event) {
		const isMeant = isPlain(event) && !(event.target.closest("input"));
		if (isMeant && event.key === "Escape" && this.isZoomed()) {
			this.choose("whole");
			event.preventDefault();
			event.stopPropagation();
		}
	}
	showRow(row) {
		const rect = row.querySelector(":scope > details > summary rect, :scope > .sp-line rect");
		const [x, width] = ["x", "width"].map((name) => Number.parseFloat(rect?.getAttribute(name) ?? "") / 100);
		if (rect) {
			this.show(x - width * AROUND_ROW, x + width * (1 + AROUND_ROW));
		}
	}
}
function stepOf(length) {
	const power = 10 ** Math.floor(Math.log10(length / MOST_STEPS));
	return Math.max(1, [1, 2, 5, 10].map((size) => size * power).find((step) => step * MOST_STEPS >= length) ?? 1);
}
function textOf({ x, ms, place }, index) {
	const text = svg("text", { x, y: 9, "text-anchor": place > 0.9 ? "end" : place < 0.05 ? "start" : "middle" });
	text.textContent = `${Number(ms.toPrecision(10))}${index ? "" : " ms"}`;
	return text;
}
function lineOf({ x }) {
	return svg("rect", { x });
}
