/** The search in the views beside the timeline: what does not match is hidden. */

/**
 * What a view lists, and what it can be asked for; of findings all that they say counts.
 *
 * @type {Record<string, {rows: string, keys: string[]}>}
 */
const VIEWS = {
  receivers: { rows: "tbody > tr", keys: ["receiver", "file", "app"] },
  signals: { rows: "tbody > tr", keys: ["signal", "sender", "app"] },
  registry: { rows: ".sp-connection", keys: ["signal", "sender", "receiver", "file", "app"] },
  findings: { rows: ".sp-finding", keys: ["code", "signal", "sender", "receiver", "file", "app"] },
};
/** Where a row says what a term looks in, if not anywhere. */
const PLACES = new Map([
  ["signal", ".sp-name, .sp-title"],
  ["sender", ".sp-sender, .sp-senders code"],
  ["receiver", ".sp-receiver"],
  ["file", ".sp-place"],
  ["mark", ".sp-code"],
]);

/** Whether what unfolds was open before a search opened it; @type {WeakMap<HTMLDetailsElement, boolean>} */
const wasOpen = new WeakMap();

/**
 * @typedef {object} Found
 * @property {number} hidden
 * @property {number} all
 * @property {string[]} ignored  keys that say nothing here
 */

/**
 * Shows what fulfils the terms that a view knows, in each view that is there.
 *
 * @param {HTMLElement} panel
 * @param {Term[]} terms
 * @returns {[string, Found][]}
 */
export function filterViews(panel, terms) {
  return Object.entries(VIEWS).map(([name, { rows, keys }]) => {
    const view = panel.querySelector(`.sp-view-${name}`);
    const all = /** @type {HTMLElement[]} */ ([...(view?.querySelectorAll(rows) ?? [])]);
    const known = terms.filter(({ key }) => key === undefined || keys.includes(key));
    for (const row of all) {
      row.hidden = known.length > 0 && !passes(row, name, known);
    }
    view?.querySelectorAll("details").forEach((details) => unfold(details, rows, known.length > 0));
    const ignored = new Set(terms.flatMap(({ key }) => (key && !keys.includes(key) ? [`${key}:`] : [])));
    const hidden = all.filter((row) => row.hidden).length;
    return [name, { hidden, all: all.length, ignored: [...ignored] }];
  });
}

/**
 * @param {HTMLElement} row
 * @param {string} view
 * @param {Term[]} terms
 */
function passes(row, view, terms) {
  const groups = [...new Set(terms.map((term) => term.alternative))];
  return groups.some((group) =>
    terms
      .filter((term) => term.alternative === group)
      .every((term) => said(row, view, term).some(term.test) !== term.isNegated),
  );
}

/**
 * Returns the texts of a row that a term looks in.
 *
 * @param {HTMLElement} row
 * @param {string} view
 * @param {Term} term
 */
function said(row, view, { key, fields }) {
  const signal = row.closest(".sp-signal")?.querySelector("summary .sp-what");
  const isAnywhere = key === undefined || (view === "findings" && !["mark", "file"].includes(fields[0]));
  if (isAnywhere) {
    return textsOf([row, ...row.querySelectorAll("[title]"), ...(signal ? [signal] : [])]);
  }
  const places = fields.flatMap((field) => [...row.querySelectorAll(PLACES.get(field) ?? "")]);
  return textsOf(signal && fields.includes("signal") ? [...places, signal] : places);
}

/** @param {Element[]} elements */
function textsOf(elements) {
  const titles = elements.flatMap((each) => [titleOf(each), titleOf(each.parentElement)]);
  return [...titles, ...elements.map((each) => each.textContent ?? "")].map((text) => text.trim().toLowerCase());
}

/** @param {Element | null} element */
function titleOf(element) {
  return element?.getAttribute("title") ?? "";
}

/**
 * Unfolds what has matching rows while a search is on, and hides what has none.
 *
 * @param {HTMLDetailsElement} details
 * @param {string} rows
 * @param {boolean} isOn
 */
function unfold(details, rows, isOn) {
  if (!details.querySelector(rows)) {
    return;
  }
  const hasMatch = details.querySelector(`:is(${rows}):not([hidden])`) !== null;
  /** @type {HTMLElement} */ (details.closest(".sp-signal") ?? details).hidden = isOn && !hasMatch;
  if (isOn) {
    wasOpen.set(details, wasOpen.get(details) ?? details.open);
    details.open = hasMatch;
  } else if (wasOpen.has(details)) {
    details.open = wasOpen.get(details) ?? false;
    wasOpen.delete(details);
  }
}
