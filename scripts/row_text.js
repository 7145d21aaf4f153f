/** Rows of the timeline as text. */

/**
 * Return what a row says as lines: itself and its times, then its details.
 *
 * @param {Element} row
 */
export function rowText(row) {
  return [...headOf(row), ...detailsOf(row)].join("\n");
}

/**
 * Return the lines of a row that is folded: what it is, and its times.
 *
 * @param {Element} row
 */
export function headOf(row) {
  const line = row.querySelector(":scope > details > summary, :scope > .sp-line");
  const what = line?.querySelectorAll(":scope > :is(.sp-what, .sp-aside, .sp-spread)") ?? [];
  const heads = row.closest(".sp-timeline")?.querySelectorAll(".sp-head .sp-number") ?? [];
  const numbers = line?.querySelectorAll(":scope > .sp-number") ?? [];
  const times = [...heads].flatMap((head, column) => titled(head, numbers[column]));
  return [[...what].map(inside).join(" "), ...times];
}

/**
 * Return the lines that a row unfolds to.
 *
 * @param {Element} row
 */
export function detailsOf(row) {
  const titles = row.querySelectorAll(":scope > details > .sp-details > dt:not(.sp-id)");
  return [...titles].flatMap((title) => titled(title, title.nextElementSibling));
}

/**
 * Return the line `title: text`, or none for an empty text.
 *
 * @param {Element} title
 * @param {Element | null | undefined} element
 */
function titled(title, element) {
  const text = element ? inside(element).trimEnd() : "";
  const gap = text.startsWith("\n") ? "" : " ";
  return text ? [`${inside(title)}:${gap}${text}`] : [];
}

/**
 * Return what an element shows: code as it is, items of lists on lines of their own.
 *
 * @param {Node} node
 * @returns {string}
 */
function textOf(node) {
  const text = node.textContent ?? "";
  const gap = node.previousSibling instanceof Element ? " " : "";
  switch (node.nodeName) {
    case "#text":
      return text.replace(/\s+/g, " ");
    case "CODE":
      return gap + text;
    case "BUTTON":
      return "";
    case "OL":
      return [...node.childNodes].map(itemText).join("");
    default:
      return gap + inside(node);
  }
}

/** @param {Node} node */
function itemText(node) {
  return node.nodeName === "LI" ? `\n  ${inside(node)}` : "";
}

/** @param {Node} node */
function inside(node) {
  return [...node.childNodes].map(textOf).join("").replace(/^ +| +$/g, "");
}
