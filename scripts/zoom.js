/**
 * A part of the time, as wide as the bars' column: dragged over it, up to the response, or a row's.
 *
 * Bars, ticks and the mark are percentages of SVGs; these are made wider and moved, all at once,
 * by two custom properties. Only ticks are drawn anew.
 */

import { made, setAttributes, svg, worded } from "./elements.js";
import { isPlain } from "./keyboard.js";
import { milliseconds, NS_PER_MS } from "./times.js";

const MOST_STEPS = 5;
/** How often the whole may be magnified: places are in thousandths of a percent. */
const MOST = 500;
/** What is dragged less far is a click, in px. */
const LEAST_DRAG = 4;
/** How much of a row's time is shown before it and after it. */
const AROUND_ROW = 0.1;

/**
 * Lets the time of a panel with a timeline be zoomed.
 *
 * @param {HTMLElement} panel
 */
export function zoomOf(panel) {
  const timeline = /** @type {HTMLElement} */ (panel.querySelector(".sp-timeline"));
  const zoom = new Zoom(timeline);
  timeline.addEventListener("pointerdown", (event) => zoom.press(event));
  timeline.addEventListener("dblclick", (event) => zoom.isOver(event) && zoom.choose("whole"));
  panel.addEventListener("keydown", (event) => zoom.type(event), true);
  return zoom;
}

class Zoom {
  /** @param {HTMLElement} timeline */
  constructor(timeline) {
    const find = (/** @type {string} */ selector) => /** @type {Element} */ (timeline.querySelector(selector));
    this.timeline = timeline;
    this.axis = find(".sp-head > .sp-axis");
    this.grid = find(".sp-grid > .sp-axis");
    this.groups = [this.axis, this.grid].map((each) => /** @type {Element} */ (each.querySelector(".sp-ticks")));
    this.ticks = this.groups.map((group) => [...group.children]);
    this.mark = find(".sp-head .sp-responded text");
    /** Where the response was made, in parts of the whole. */
    this.response = Number.parseFloat(this.mark.getAttribute("x") ?? "100") / 100;
    this.extent = Number(/** @type {HTMLElement} */ (find(".sp-rows")).dataset.extent);
    /** What is in sight, in parts of the whole. */
    this.from = 0;
    this.to = 1;
  }

  isZoomed() {
    return this.to - this.from < 1;
  }

  /** @param {string} what  the "whole", or what there is up to the "response" */
  choose(what) {
    this.show(0, what === "whole" ? 1 : this.response);
  }

  /**
   * Shows a part of the time; from and to are parts of the whole, in any order.
   *
   * @param {number} one
   * @param {number} other
   */
  show(one, other) {
    const length = Math.min(Math.max(Math.abs(other - one), 1 / MOST), 1);
    this.from = Math.max(0, Math.min((one + other - length) / 2, 1 - length));
    this.to = this.from + length;
    this.timeline.style.setProperty("--sp-zoom", String(1 / length));
    this.timeline.style.setProperty("--sp-from", String(this.from));
    this.draw();
    const [response, whole] = /** @type {NodeListOf<HTMLElement>} */ (this.timeline.querySelectorAll("[data-zoom]"));
    const hadFocus = /** @type {Document | ShadowRoot} */ (this.timeline.getRootNode()).activeElement;
    whole.hidden = !this.isZoomed();
    response.hidden = this.isZoomed();
    if (hadFocus === whole || hadFocus === response) {
      (this.isZoomed() ? whole : response).focus();
    }
  }

  /** Draws the ticks of what is in sight. */
  draw() {
    const ticks = this.isZoomed() ? this.ticksInSight() : [];
    const [texts, lines] = this.isZoomed() ? [ticks.map(textOf), ticks.map(lineOf)] : this.ticks;
    this.groups[0].replaceChildren(...texts);
    this.groups[1].replaceChildren(...lines);
    this.tell();
    const isLate = this.response > (this.from + this.to) / 2;
    setAttributes(this.mark, isLate ? { "text-anchor": "end", dx: -4 } : { "text-anchor": "start", dx: 4 });
  }

  /** Says what part of the time is in sight. */
  tell() {
    const image = /** @type {SVGElement} */ (this.axis.querySelector("svg"));
    const [from, to] = [this.from, this.to].map((part) => milliseconds(part * this.extent));
    const label = this.isZoomed() ? worded(image.dataset.zoomed, { from, to }) : image.dataset.whole;
    setAttributes(image, { "aria-label": label });
  }

  /** @returns {Tick[]} */
  ticksInSight() {
    const step = stepOf((this.to - this.from) * this.extent);
    const ticks = [];
    for (let ns = Math.ceil((this.from * this.extent) / step) * step; ns <= this.to * this.extent; ns += step) {
      const place = (ns / this.extent - this.from) / (this.to - this.from);
      ticks.push({ x: `${(ns / this.extent) * 100}%`, ms: ns / NS_PER_MS, place });
    }
    return ticks;
  }

  /**
   * Tells whether something is done over the bars' column.
   *
   * @param {MouseEvent} event
   */
  isOver({ clientX, target }) {
    const { left, right } = this.axis.getBoundingClientRect();
    const isElsewhere = /** @type {Element} */ (target).closest(".sp-details, .sp-overview");
    return clientX >= left && clientX <= right && !isElsewhere;
  }

  /**
   * Returns which part of the whole stands at a place of the window.
   *
   * @param {number} x
   */
  at(x) {
    const { left, width } = this.axis.getBoundingClientRect();
    const place = Math.max(0, Math.min((x - left) / width, 1));
    return this.from + place * (this.to - this.from);
  }

  /** @param {PointerEvent} down */
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
          this.drop(chosen, name === "pointerup" ? [down, /** @type {PointerEvent} */ (event)] : []);
        }, { signal });
      }
    }
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {HTMLElement} chosen
   */
  drag(from, to, chosen) {
    if (chosen.isConnected || Math.abs(to - from) >= LEAST_DRAG) {
      const { left, right } = this.axis.getBoundingClientRect();
      const [start, end] = [from, to].sort((a, b) => a - b).map((x) => Math.max(left, Math.min(x, right)));
      chosen.style.setProperty("left", `${start - left}px`);
      chosen.style.setProperty("width", `${end - start}px`);
      this.grid.append(chosen);
    }
  }

  /**
   * @param {HTMLElement} chosen
   * @param {PointerEvent[]} ends
   */
  drop(chosen, ends) {
    if (chosen.isConnected && ends.length > 0) {
      const stop = (/** @type {Event} */ event) => {
        event.preventDefault();
        event.stopPropagation();
      };
      addEventListener("click", stop, { capture: true, once: true }); // a row would open
      setTimeout(() => removeEventListener("click", stop, true));
      const [one, other] = ends.map(({ clientX }) => this.at(clientX));
      this.show(one, other);
    }
    chosen.remove();
  }

  /** @param {KeyboardEvent} event */
  type(event) {
    const isMeant = isPlain(event) && !(/** @type {Element} */ (event.target).closest("input"));
    if (isMeant && event.key === "Escape" && this.isZoomed()) {
      this.choose("whole");
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /**
   * Shows the time of a row that has one.
   *
   * @param {Element} row
   */
  showRow(row) {
    const rect = row.querySelector(":scope > details > summary rect, :scope > .sp-line rect");
    const [x, width] = ["x", "width"].map((name) => Number.parseFloat(rect?.getAttribute(name) ?? "") / 100);
    if (rect) {
      this.show(x - width * AROUND_ROW, x + width * (1 + AROUND_ROW));
    }
  }
}

/**
 * Returns how far ticks are apart, in ns, as the server does: 1, 2 or 5, with zeros.
 *
 * @param {number} length
 */
function stepOf(length) {
  const power = 10 ** Math.floor(Math.log10(length / MOST_STEPS));
  return Math.max(1, [1, 2, 5, 10].map((size) => size * power).find((step) => step * MOST_STEPS >= length) ?? 1);
}

/**
 * @param {Tick} tick
 * @param {number} index
 */
function textOf({ x, ms, place }, index) {
  const text = svg("text", { x, y: 9, "text-anchor": place > 0.9 ? "end" : place < 0.05 ? "start" : "middle" });
  text.textContent = `${Number(ms.toPrecision(10))}${index ? "" : " ms"}`;
  return text;
}

/** @param {Tick} tick */
function lineOf({ x }) {
  return svg("rect", { x });
}
