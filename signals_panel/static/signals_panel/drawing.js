/** One row of a long timeline as elements, like those the server renders. */

import { shortName, shortPath } from "./names.js";
import { milliseconds } from "./times.js";

const SVG = "http://www.w3.org/2000/svg";
const MAX_INDENT = 12;
const NARROWEST_BAR = 0.4;
const BADGE_END = "\x1f";

/**
 * Returns the element of a row.
 *
 * @param {import("./columns.js").LongColumns} columns
 * @param {number} row
 * @param {number} extent  of the timeline, in ns
 */
export function drawn(columns, row, extent) {
    const kind = said(columns, row, "kind");
    const li = made("li", `sp-row sp-${kind} sp-indent-${Math.min(columns.depth[row], MAX_INDENT)}`);
    const line = made("div", "sp-line");
    line.append(what(columns, row));
    line.append(kind === "run" ? spread(columns, row) : bar(columns, row, extent));
    if (Number.isNaN(columns.total[row])) {
        line.append(made("span", "sp-aside"));
    } else {
        line.append(number(milliseconds(columns.self[row])));
        line.append(number(milliseconds(columns.total[row])));
        line.append(number(columns.sql[row] ? String(columns.sql[row]) : ""));
    }
    li.append(line);
    return li;
}

/**
 * @param {import("./columns.js").LongColumns} columns
 * @param {number} row
 */
function what(columns, row) {
    const text = (/** @type {string} */ name) => said(columns, row, name);
    const isCall = text("kind") === "call";
    const span = made("span", "sp-what");
    const full = isCall ? text("receiver") : text("signal") || text("method");
    span.title = full;
    span.append(named(isCall ? "sp-receiver" : "sp-name", shortName(full)));
    if (columns.count[row] > 1) {
        span.append(made("span", "sp-count", `×${columns.count[row]}`));
    }
    if (!isCall && text("sender")) {
        span.append(made("span", "sp-from", columns.words.from), named("sp-sender", text("sender")));
    }
    if (text("place")) {
        span.append(named("sp-place", shortPath(text("place")), text("place")));
    }
    const tone = columns.error[row] ? "sp-badge sp-badge-bad" : "sp-badge";
    for (const badge of text("badges").split(BADGE_END).filter(Boolean)) {
        span.append(made("span", tone, badge));
    }
    for (const mark of columns.marks[columns.mark[row]].split(BADGE_END).filter(Boolean)) {
        const [code, severity] = mark.split(":");
        span.append(made("span", `sp-mark sp-is-${severity}`, code));
    }
    return span;
}

/**
 * Returns what the label of a row has as a text.
 *
 * @param {import("./columns.js").LongColumns} columns
 * @param {number} row
 * @param {string} name
 */
function said({ texts, labels, label }, row, name) {
    return texts[labels[name][label[row]]];
}

/**
 * The sum, the mean and the longest of what is folded into a run.
 *
 * @param {import("./columns.js").LongColumns} columns
 * @param {number} row
 */
function spread({ words, total, count, label, labels }, row) {
    const times = [total[row], total[row] / count[row], labels.longest[label[row]]];
    const [sum, mean, max] = times.map(milliseconds);
    return made("span", "sp-spread", `${words.sum} ${sum}, ${words.mean} ${mean}, ${words.max} ${max} ms`);
}

/**
 * @param {import("./columns.js").LongColumns} columns
 * @param {number} row
 * @param {number} extent
 */
function bar(columns, row, extent) {
    const span = made("span", "sp-bar");
    const total = columns.total[row];
    if (!Number.isNaN(total)) {
        const width = Math.max((total / extent) * 100, NARROWEST_BAR);
        const x = Math.max(0, Math.min((columns.start[row] / extent) * 100, 100 - width));
        const svg = document.createElementNS(SVG, "svg");
        const rect = document.createElementNS(SVG, "rect");
        setAttributes(svg, { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
        setAttributes(rect, { x: x.toFixed(3), width: width.toFixed(3), height: "10" });
        svg.append(rect);
        span.append(svg);
    }
    return span;
}

/**
 * @param {Element} element
 * @param {Record<string, string>} attributes
 */
function setAttributes(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, value);
    }
}

/** @param {string} text */
function number(text) {
    return made("span", "sp-number", text);
}

/**
 * A name that reads from left to right wherever it stands.
 *
 * @param {string} className
 * @param {string} text
 * @param {string} [title]
 */
function named(className, text, title = text) {
    const span = made("span", className);
    span.title = title;
    span.append(made("bdi", "", text));
    return span;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function made(tag, className, text = "") {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
}
