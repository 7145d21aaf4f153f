import { setAttributes, worded } from "./elements.js";
import { rowOf } from "./folds.js";
import { isPlain } from "./keyboard.js";
import { SHOWN } from "./states.js";
import { milliseconds, NS_PER_MS } from "./times.js";
const SLICES = 240;
const HEIGHT = 100;
const LEAST = 0.15;
const OF_RECEIVERS = 0.35;
const STEPS = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
export class Overview {
	constructor(strip, list) {
		this.strip = strip;
		this.list = list;
		this.times = timesOf(list.columns.start);
		const fixed = { role: "slider", tabindex: 0, "aria-label": strip.dataset.label, "aria-valuemin": 0 };
		setAttributes(strip, { ...fixed, "aria-valuemax": list.extent / NS_PER_MS });
		strip.addEventListener("pointerdown", (event) => this.press(event));
		strip.addEventListener("pointermove", ({ pointerId, clientX }) => {
			if (strip.hasPointerCapture(pointerId)) {
				this.seek(clientX);
			}
		});
		strip.addEventListener("keydown", (event) => this.type(event));
	}
	renew() {
		const { columns, states } = this.list;
		const [run, call] = ["run", "call"].map((kind) => columns.texts.indexOf(kind));
		const [rows, ran, raised] = [0, 1, 2].map(() => new Float64Array(SLICES));
		let end = 0;
		for (let row = 0; row < columns.length; row++) {
			const slice = Math.floor(Math.max(0, Math.min(this.place(row), SLICES - 1)));
			if (states[row] === SHOWN && columns.kind[row] !== run) {
				rows[slice] += 1;
				raised[slice] += columns.error[row];
				if (columns.kind[row] === call && columns.total[row] > 0) {
					end = fill(ran, Math.max(end, this.place(row)), this.place(row, columns.total[row]), end);
				}
			}
		}
		const most = Math.max(...rows, 1);
		this.draw("density", rows, (count) => count && LEAST + (1 - LEAST) * Math.sqrt(count / most));
		this.draw("ran", ran, (part) => OF_RECEIVERS * part);
		this.draw("errors", raised, (count) => Math.min(count, 1));
	}
	mark() {
		const { visible, extent } = this.list;
		const [first, last] = this.list.inSight();
		const from = first < visible.length ? this.times[rowOf(visible[first])] : 0;
		const to = last < visible.length ? this.times[rowOf(visible[last])] : extent;
		const scale = SLICES / extent;
		const rect = (this.strip.querySelector("rect"));
		setAttributes(rect, { x: from * scale, width: visible.length ? Math.max(to - from, 0) * scale : 0 });
		const told = { from: milliseconds(from), to: milliseconds(to), all: milliseconds(extent) };
		const text = worded(this.strip.dataset.value, told);
		setAttributes(this.strip, { "aria-valuenow": from / NS_PER_MS, "aria-valuetext": text });
	}
	place(row, later = 0) {
		return ((this.times[row] + later) / this.list.extent) * SLICES;
	}
	draw(name, slices, height) {
		const tops = Array.from(slices, (value) => `V${(HEIGHT * (1 - height(value))).toFixed(1)}h1`);
		this.strip.querySelector(`.sp-${name}`)?.setAttribute("d", `M0 ${HEIGHT}${tops.join("")}V${HEIGHT}z`);
	}
	press(event) {
		if (event.button === 0) {
			this.strip.setPointerCapture(event.pointerId);
			this.seek(event.clientX);
		}
	}
	seek(x) {
		const { left, width } = this.strip.getBoundingClientRect();
		const time = ((x - left) / width) * this.list.extent;
		this.list.center(this.list.visible.findLastIndex((line) => this.times[rowOf(line)] <= time));
	}
	type(event) {
		const steps = STEPS[event.key];
		if (steps && isPlain(event)) {
			const [first, last] = this.list.inSight();
			this.list.center((first + last) / 2 + steps * (last - first));
			event.preventDefault();
		}
	}
}
function timesOf(start) {
	const times = Float64Array.from(start);
	let next = times.findLast((time) => !Number.isNaN(time)) ?? 0;
	for (let row = times.length - 1; row >= 0; row--) {
		next = Number.isNaN(times[row]) ? next : times[row];
		times[row] = next;
	}
	return times;
}
function fill(slices, from, to, end) {
	for (let slice = Math.floor(from); slice < Math.min(to, SLICES); slice++) {
		slices[slice] += Math.max(0, Math.min(to, slice + 1) - Math.max(from, slice));
	}
	return Math.max(to, end);
}
