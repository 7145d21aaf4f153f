/** One row of a long timeline as elements, like those the server renders. */

import { milliseconds } from "./times.js";

const SVG = "http://www.w3.org/2000/svg";
const MAX_INDENT = 12;
const NARROWEST_BAR = 0.4;
const LEAST_OWN_NS = 500;

/**
 * Returns the element of a row.
 *
 * @param {import("./filter.js").Columns} columns
 * @param {number} row
 * @param {number} extent  of the timeline, in ns
 */
export function drawn(columns, row, extent) {
    const kind = said(columns, row, "kind");
    const names = ["sp-row", `sp-${kind}`, `sp-indent-${Math.min(columns.depth[row], MAX_INDENT)}`];
    const outcome = said(columns, row, "outcome");
    const li = made("li", (outcome ? [...names, `sp-${outcome}`] : names).join(" "));
    const line = made("div", "sp-line");
    const aside = said(columns, row, "aside");
    line.append(what(columns, row));
    if (aside) {
        line.append(made("span", kind === "run" ? "sp-spread" : "sp-aside", aside));
    } else {
        line.append(bar(columns, row, extent));
    }
    if (kind === "run" || !aside) {
        line.append(number(hasOwn(kind, columns.self[row]) ? time(columns.self[row]) : ""));
        line.append(number(time(columns.total[row])));
        line.append(number(columns.sql[row] ? String(columns.sql[row]) : ""));
    }
    li.append(line);
    return li;
}

/**
 * @param {import("./filter.js").Columns} columns
 * @param {number} row
 */
function what(columns, row) {
    const text = (/** @type {string} */ name) => said(columns, row, name);
    const label = columns.label[row];
    const isCall = text("kind") === "call";
    const span = made("span", "sp-what");
    span.title = text("full");
    span.append(named(isCall ? "sp-receiver" : "sp-name", text("name")));
    if (columns.count[row] > 1) {
        span.append(made("span", "sp-count", `×${columns.count[row]}`));
    }
    if (!isCall && text("sender")) {
        span.append(made("span", "sp-from", text("joint")), named("sp-sender", text("sender"), text("sender")));
    }
    if (text("place")) {
        span.append(named("sp-place", text("place"), text("place_full")));
    }
    span.append(...columns.labels.badges[label].map(badged("sp-badge")));
    span.append(...columns.labels.hides[label].map(badged("sp-hides")));
    for (const [code, severity, message] of columns.marks[columns.mark[row]]) {
        const mark = made("span", `sp-mark sp-is-${severity}`, code);
        mark.title = message;
        span.append(mark);
    }
    return span;
}

/**
 * Returns what the label of a row has as a text.
 *
 * @param {import("./filter.js").Columns} columns
 * @param {number} row
 * @param {string} name
 */
function said({ texts, labels, label }, row, name) {
    return texts[labels[name][label[row]]];
}

/**
 * Returns what makes an element of a badge.
 *
 * @param {string} className
 * @returns {(badge: [string, string]) => HTMLElement}
 */
function badged(className) {
    return ([text, tone]) => made("span", tone ? `${className} sp-badge-${tone}` : className, text);
}

/**
 * @param {import("./filter.js").Columns} columns
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
        svg.setAttribute("aria-hidden", "true");
        setAttributes(rect, { x: `${x.toFixed(3)}%`, width: `${width.toFixed(3)}%`, height: "10" });
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

/**
 * Tells whether a row shows its own time: of a signal it would be 0.000 nearly always.
 *
 * @param {string} kind
 * @param {number} ns
 */
function hasOwn(kind, ns) {
    return kind === "call" || ns >= LEAST_OWN_NS;
}

/** @param {number} ns  NaN for none */
function time(ns) {
    return Number.isNaN(ns) ? "" : milliseconds(ns);
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
function named(className, text, title = "") {
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
