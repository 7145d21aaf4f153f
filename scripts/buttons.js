/** Values that filter and the names of rows, as buttons. */

import { setAttributes } from "./elements.js";

/** What is not in a folded row: its values are made buttons when it unfolds. */
const IN_SIGHT = ":not(details:not([open]) > .sp-details *)";
/** A tile that counts nothing is no button. */
const NO_TILES = ":not(.sp-none [data-query])";

/**
 * Makes buttons of what can be pressed, and says which terms the search has.
 *
 * @param {import("./search.js").Search} search
 * @param {Set<string>} sources  the terms of the search as they are written
 */
export function dress(search, sources) {
  for (const element of search.findAll(`[data-query]${IN_SIGHT}${NO_TILES}`)) {
    const term = termOf(element.dataset.query ?? "");
    makeButton(element, search.sentence("filterBy", { text: term }));
    element.setAttribute("aria-pressed", String(sources.has(term)));
  }
  for (const element of search.findAll("[data-row]")) {
    if (search.rowOf(element) >= 0) {
      makeButton(element, search.sentence("goTo"));
    }
  }
}

/**
 * Returns "key:value" as one term: a name may hold spaces and quotes.
 *
 * @param {string} query
 */
export function termOf(query) {
  const [key] = /^-?(\w+:)?/.exec(query) ?? [""];
  const value = query.slice(key.length);
  return /[\s"]/.test(value) ? `${key}"${value.replaceAll('"', '""')}"` : query;
}

/**
 * Only once: keyboard.js has a say in which of a row's buttons Tab reaches. Till it has, Tab
 * reaches those of the row that it reaches itself.
 *
 * @param {HTMLElement} element
 * @param {string} title  unless it has one
 */
function makeButton(element, title) {
  if (!element.hasAttribute("role")) {
    const tabindex = element.closest(".sp-row")?.getAttribute("tabindex") ?? 0;
    setAttributes(element, { role: "button", tabindex });
    element.title ||= title;
  }
}
