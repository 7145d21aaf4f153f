/** One row of a long timeline as elements, like those the server renders. */

import { made, svg, worded } from "./elements.js";
import { MAX_INDENT } from "./folds.js";
import { milliseconds } from "./times.js";

const LEAST_OWN_NS = 500;
/** In percent, of three places: what is 0 wide has no stroke either. */
const LEAST_WIDTH = 0.001;
const NS_PER_US = 1_000;

/**
 * Returns the element of a row.
 *
 * @param {Columns} columns
 * @param {number} row
 * @param {number} extent  of the timeline, in ns
 * @param {DOMStringMap} words  how a row says when it ran, and how much of its time SQL took
 */
export function drawn(columns, row, extent, words) {
  const kind = said(columns, row, "kind");
  const names = ["sp-row", `sp-${kind}`, `sp-indent-${Math.min(columns.depth[row], MAX_INDENT)}`];
  const outcome = said(columns, row, "outcome");
  const li = made("li", (outcome ? [...names, `sp-${outcome}`] : names).join(" "));
  const line = made("div", "sp-line");
  const aside = said(columns, row, "aside");
  line.append(what(columns, row, words.share ?? ""));
  if (aside) {
    line.append(made("span", kind === "run" ? "sp-spread" : "sp-aside", aside));
  } else {
    line.append(bar(columns, row, extent, words.when ?? ""));
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
 * @param {Columns} columns
 * @param {number} row
 * @param {string} share
 */
function what(columns, row, share) {
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
  span.append(...columns.labels.badges[label].map(badged));
  const sql = milliseconds(columns.inside_sql_us[row] * NS_PER_US);
  if (isCall && columns.inside_sql_us[row]) {
    span.append(made("span", "sp-share", worded(share, { n: sql, all: time(columns.total[row]) })));
  }
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
 * @param {Columns} columns
 * @param {number} row
 * @param {string} name
 */
export function said({ texts, labels, label }, row, name) {
  return texts[labels[name][label[row]]];
}

/**
 * Returns the element of a badge.
 *
 * @param {[string, string]} badge
 */
function badged([text, tone]) {
  return made("span", tone ? `sp-badge sp-badge-${tone}` : "sp-badge", text);
}

/**
 * @param {Columns} columns
 * @param {number} row
 * @param {number} extent
 * @param {string} when
 */
function bar(columns, row, extent, when) {
  const span = made("span", "sp-bar");
  const total = columns.total[row];
  if (!Number.isNaN(total)) {
    const width = Math.min(Math.max((total / extent) * 100, LEAST_WIDTH), 100);
    const x = Math.max(0, Math.min((columns.start[row] / extent) * 100, 100 - width));
    const drawing = svg("svg", { "aria-hidden": true });
    drawing.append(svg("rect", { x: `${x.toFixed(3)}%`, width: `${width.toFixed(3)}%`, height: 10 }));
    span.title = worded(when, { at: time(columns.start[row]), took: time(total) });
    span.append(drawing);
  }
  return span;
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
