/** Compares the request that is shown with another one, stored or seen in this tab before. */

import { seen } from "./outlines.js";
import { fetched, Lack, part } from "./parts.js";

/**
 * Shows the comparison that a link leads to.
 *
 * @param {HTMLElement} panel
 * @param {HTMLAnchorElement} link
 */
export function compare(panel, link) {
  return show(panel, () => ask(link.href));
}

/**
 * Adds to the list of the latest requests those of which this tab alone still knows the outline.
 *
 * @param {HTMLElement} panel
 * @param {Element} list
 */
export function addRemembered(panel, list) {
  const place = /** @type {HTMLElement | null} */ (list.querySelector(".sp-remembered"));
  const line = place?.querySelector("template");
  const stored = [...list.querySelectorAll("[data-request]")].map((each) => each.getAttribute("data-request"));
  const others = seen().filter((each) => !stored.includes(String(each.line.request_id)));
  for (const other of place && line ? others.toReversed() : []) {
    const item = /** @type {Element} */ (line?.content.firstElementChild?.cloneNode(true));
    const { method, path, status, summary, began } = other.line;
    const said = { ".sp-method": method, ".sp-path": path, ".sp-status": status, ".sp-sent": summary, time: began };
    for (const [place, text] of Object.entries(said)) {
      item.querySelector(place)?.replaceChildren(String(text));
    }
    item.querySelector("button")?.addEventListener("click", () => {
      show(panel, () => ask(place?.dataset.outline ?? "", other));
    });
    line?.parentElement?.append(item);
    place?.removeAttribute("hidden");
  }
}

/**
 * @param {HTMLElement} panel
 * @param {() => Promise<Element>} ask
 */
async function show(panel, ask) {
  const found = await part(panel, { name: "comparison", ask });
  const requests = panel.querySelector(".sp-requests");
  if (found instanceof HTMLElement && requests) {
    panel.querySelector(".sp-compared")?.remove();
    requests.after(found);
    requests.removeAttribute("open");
    found.querySelector(".sp-close")?.addEventListener("click", () => close(found, requests));
    found.querySelector(".sp-close")?.removeAttribute("hidden");
    found.focus();
  }
}

/**
 * @param {Element} comparison
 * @param {Element} requests
 */
function close(comparison, requests) {
  comparison.remove();
  requests.querySelector("summary")?.focus();
}

/**
 * @param {string} address
 * @param {import("./outlines.js").Seen} [seen]
 */
function ask(address, seen) {
  const json = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(seen) };
  return fetched(address, comparisonIn, seen && json);
}

/**
 * Takes the comparison out of its page.
 *
 * @param {ArrayBuffer} answer
 */
function comparisonIn(answer) {
  const text = new TextDecoder().decode(answer);
  const found = new DOMParser().parseFromString(text, "text/html").querySelector(".sp-compared");
  if (!found || !text.trim().endsWith("</html>")) {
    throw new Lack("cut");
  }
  return found;
}
