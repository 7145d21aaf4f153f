/** Lists the latest requests, and shows one in the whole toolbar while the panel stays open. */

import { fetched, fragmentOf, jsonOf, Lack, part, script } from "./parts.js";

const PANEL_ID = "SignalsTracePanel";

/**
 * @typedef {Record<string, { content: string, button: string }>} Panels
 *
 * @typedef {object} Answer
 * @property {string} content  of our panel
 * @property {Panels | null} others  null where the toolbar has no History panel
 */

/**
 * Fetches the list each time it unfolds: it is of that moment.
 *
 * @param {HTMLElement} panel
 * @param {HTMLDetailsElement} requests
 */
export async function list(panel, requests) {
  if (requests.open) {
    const ask = () => fetched(requests.dataset.requests ?? "", fragmentOf);
    const found = await part(panel, { name: "requests", ask });
    const place = requests.querySelector(".sp-requests-list");
    if (found && place) {
      place.replaceChildren(found);
      const comparing = await script(panel, "comparing", () => import("./comparing.js"));
      comparing?.addRemembered(panel, place);
    }
  }
}

/**
 * Shows a request in a toolbar: our panel's content and subtitle, and the other panels anew.
 *
 * @param {HTMLElement} toolbar
 * @param {HTMLElement} panel  what our panel holds now
 * @param {string} request
 */
export async function show(toolbar, panel, request) {
  const answer = await part(panel, { name: "request", ask: () => ask(toolbar, request) });
  const place = panel.parentElement;
  if (!answer || !place) {
    return;
  }
  toolbar.dataset.requestId = request;
  place.innerHTML = answer.content;
  if (answer.others) {
    replace(toolbar, answer.others);
    mark(toolbar, request);
  } else {
    place.querySelector(".sp-only-here")?.removeAttribute("hidden");
  }
  place.querySelector(".sp")?.removeAttribute("hidden"); // its stylesheet is known, and takes a moment
  const rendered = { detail: { panelId: PANEL_ID } };
  toolbar.dispatchEvent(new CustomEvent("djdt.panel.render", rendered));
  /** @type {HTMLElement | null} */ (place.querySelector(".sp-requests > summary"))?.focus();
}

/**
 * @param {HTMLElement} toolbar
 * @param {string} request
 * @returns {Promise<Answer>}
 */
async function ask(toolbar, request) {
  const { renderPanelUrl = "", sidebarUrl } = toolbar.dataset;
  const ours = { request_id: request, panel_id: PANEL_ID };
  const [rendered, others] = await Promise.all([
    json(renderPanelUrl, ours),
    sidebarUrl ? json(sidebarUrl, { request_id: request, exclude_history: "True" }) : null,
  ]);
  if (!rendered.content.includes('class="sp"')) {
    throw new Lack("gone");
  }
  return { content: rendered.content, others };
}

/**
 * @param {string} url
 * @param {Record<string, string>} query
 */
function json(url, query) {
  return fetched(`${url}?${new URLSearchParams(query)}`, jsonOf);
}

/**
 * Replaces the toolbar's other panels, and of ours what its button says.
 *
 * @param {HTMLElement} toolbar
 * @param {Panels} panels
 */
function replace(toolbar, panels) {
  for (const [name, { content, button }] of Object.entries(panels)) {
    const element = toolbar.querySelector(`#${name}`);
    const entry = toolbar.querySelector(`#djdt-${name}`);
    if (name === PANEL_ID) {
      entry?.querySelector("small")?.replaceWith(subtitleOf(button));
    } else if (element && entry) {
      element.outerHTML = content;
      entry.outerHTML = button;
    }
  }
}

/** @param {string} button */
function subtitleOf(button) {
  return new DOMParser().parseFromString(button, "text/html").querySelector("small") ?? "";
}

/**
 * Marks a request in the list that the History panel may have.
 *
 * @param {HTMLElement} toolbar
 * @param {string} request
 */
function mark(toolbar, request) {
  for (const row of toolbar.querySelectorAll("#djdtHistoryRequests > tr")) {
    row.classList.toggle("djdt-highlighted", row.id === `historyMain_${request}`);
  }
}
