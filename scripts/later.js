/** The views that are not there yet: fetched once the rows are, or one of them is looked at. */

import { fetched, fragmentOf, part } from "./parts.js";
import { scrollerOf } from "./scroller.js";

const MISSING = ".sp-view[data-later]";

/**
 * Fetches a view once it is chosen; calls back when views are there.
 *
 * @param {HTMLElement} panel
 * @param {() => void} filled
 * @returns {() => Promise<void>} fetches all of them, one after the other
 */
export function start(panel, filled) {
  /** @type {Map<string, Promise<void>>} */
  const asked = new Map();
  const ask = (/** @type {string} */ address) => {
    const answer = asked.get(address) ?? fill(panel, address).then(filled);
    asked.set(address, answer);
    return answer;
  };
  const look = () => missing(panel).filter((view) => view.checkVisibility()).map(addressOf).forEach(ask);
  panel.querySelector(".sp-tabs")?.addEventListener("change", look);
  look();
  return async () => {
    await new Promise(requestAnimationFrame); // first of all, what is there is painted
    for (const address of new Set(missing(panel).map(addressOf))) {
      await ask(address);
    }
  };
}

/** @param {HTMLElement} panel */
function missing(panel) {
  return /** @type {HTMLElement[]} */ ([...panel.querySelectorAll(MISSING)]);
}

/** @param {HTMLElement} view */
function addressOf(view) {
  return view.dataset.later ?? "";
}

/**
 * @param {HTMLElement} panel
 * @param {string} address
 */
async function fill(panel, address) {
  const views = missing(panel).filter((view) => addressOf(view) === address);
  views.forEach((view) => view.setAttribute("aria-busy", "true"));
  const content = await part(panel, { name: address, ask: () => fetched(address, fragmentOf) });
  if (!content) {
    return;
  }
  stayingInSight(/** @type {Element} */ (panel.querySelector(".sp-rows, .sp-long")), () => {
    const figures = content.querySelector(".sp-figures");
    if (figures) {
      panel.querySelector(".sp-figures")?.replaceWith(figures);
    }
    panel.querySelector(".sp-view-timeline")?.prepend(content.querySelector(".sp-verdicts") ?? "");
    for (const view of views) {
      view.replaceWith(content.querySelector(`.${[...view.classList].join(".")}`) ?? "");
    }
  });
}

/**
 * Changes what stands above a list; what was scrolled to stays where it is.
 *
 * @param {Element} list
 * @param {() => void} change
 */
function stayingInSight(list, change) {
  const scroller = scrollerOf(list);
  const isScrolled = scroller.scrollTop > 0;
  const { top } = list.getBoundingClientRect();
  change();
  if (isScrolled) {
    scroller.scrollTop += list.getBoundingClientRect().top - top;
  }
}
