/** Rows of the timeline as text, into the clipboard. */

const SAID_FOR_MS = 4000;

/** @type {number | undefined} */
let forgetting;

/**
 * Give each row that unfolds a button that copies it, and a link.
 *
 * @param {HTMLElement} panel
 */
export function start(panel) {
    panel.addEventListener("click", ({ target }) => {
        const row = target instanceof Element && target.closest(".sp-copy")?.closest(".sp-row");
        if (row) {
            copyRow(row);
        }
    });
    panel.addEventListener("toggle", ({ target }) => addButton(target), true); // it does not bubble
    panel.querySelectorAll(".sp-row details[open]").forEach(addButton);
}

/** @param {unknown} details */
function addButton(details) {
    const place = details instanceof Element && details.querySelector(":scope > .sp-details > dd.sp-id");
    const row = place && place.closest(".sp-row");
    if (row && !place.querySelector(".sp-copy")) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sp-copy";
        button.tabIndex = Number(row.getAttribute("tabindex") ?? 0);
        button.textContent = liveRegion(row).dataset.copy ?? "Copy";
        place.append(button, ...linkTo(row, place.textContent ?? ""));
    }
}

/**
 * Return a link to the row on a page of its own, to keep or to send.
 *
 * @param {Element} row
 * @param {string} text  has the id of the row
 */
function linkTo(row, text) {
    const address = /** @type {HTMLElement | null} */ (row.closest(".sp"))?.dataset.page;
    const id = /#(\d+)/.exec(text)?.[1];
    if (!address || !id) {
        return [];
    }
    const link = document.createElement("a");
    link.href = `${address}#row-${id}`;
    link.className = "sp-permalink";
    link.textContent = liveRegion(row).dataset.link ?? "Link";
    link.tabIndex = Number(row.getAttribute("tabindex") ?? 0);
    return [" ", link];
}

/**
 * Copy a row as text, and say so.
 *
 * @param {Element} row
 */
export function copyRow(row) {
    return copied(row, rowText(row));
}

/**
 * Copy a text, and say so in the panel that an element is in.
 *
 * @param {Element} element
 * @param {string} text
 */
export async function copied(element, text) {
    const live = liveRegion(element);
    try {
        await navigator.clipboard.writeText(text);
        say(live, live.dataset.copied ?? "Copied");
    } catch {
        // no permission, or no clipboard at all: browsers have none for plain HTTP
        say(live, live.dataset.refused ?? "Not copied: the browser refused the clipboard");
    }
}

/**
 * Return what a row says as lines: itself and its times, then its details.
 *
 * @param {Element} row
 */
function rowText(row) {
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

/**
 * Return the element whose changes assistive technology reads out.
 *
 * @param {Element} row
 * @returns {HTMLElement}
 */
function liveRegion(row) {
    const panel = row.closest(".sp") ?? row;
    const found = panel.querySelector(".sp-said");
    return /** @type {HTMLElement | null} */ (found) ?? makeLiveRegion(panel);
}

/** @param {Element} panel */
function makeLiveRegion(panel) {
    const live = document.createElement("p");
    live.className = "sp-said";
    live.setAttribute("role", "status");
    panel.append(live);
    return live;
}

/**
 * Say something for a while: emptied, the same can be said, and read out, again.
 *
 * @param {HTMLElement} live
 * @param {string} message
 */
function say(live, message) {
    clearTimeout(forgetting);
    live.textContent = message;
    forgetting = setTimeout(() => live.replaceChildren(), SAID_FOR_MS);
}
