/** Outlines of the requests that were looked at in this tab: they outlive a restart of the server. */

const NAME = "signals_panel.outlines";
const MOST = 12;
const MOST_LETTERS = 200_000;

/**
 * @typedef {object} Seen
 * @property {Record<string, string | number>} line
 * @property {unknown} outline
 */

/**
 * Remembers the outline of the request that a panel shows.
 *
 * @param {HTMLElement} panel
 */
export async function remember(panel) {
  const address = /** @type {HTMLElement | null} */ (panel.querySelector(".sp-request"))?.dataset.outline;
  const asked = new URL(address ?? "", location.href).searchParams.get("request_id");
  const seen = remembered();
  if (!address || panel.dataset.columns || seen.some((each) => each.line.request_id === asked)) {
    return;
  }
  try {
    const text = await (await fetch(address, { credentials: "same-origin" })).text();
    if (text.length < MOST_LETTERS) {
      seen.push(JSON.parse(text));
      sessionStorage.setItem(NAME, JSON.stringify(seen.slice(-MOST)));
    }
  } catch {
    // the store has forgotten the request, or the browser stores nothing: it cannot be compared later
  }
}

/**
 * Returns what is remembered, the latest last.
 *
 * @returns {Seen[]}
 */
export function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? "[]");
  } catch {
    return [];
  }
}
