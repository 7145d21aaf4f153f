/** The views that sum up a long recording: fetched once its rows are here, or one is looked at. */

import { scrollerOf } from "./long.js";
import { fetched, fragmentOf, part } from "./parts.js";

/**
 * Fetches the views once one is chosen; calls back when they are there.
 *
 * @param {HTMLElement} panel
 * @param {() => void} filled
 * @returns {() => void} fetches them now, unless they are asked for or there already
 */
export function start(panel, filled) {
    const deferred = /** @type {HTMLElement | null} */ (panel.querySelector(".sp-deferred"));
    if (!deferred) {
        return () => {};
    }
    const tabs = /** @type {HTMLElement} */ (panel.querySelector(".sp-tabs"));
    const ask = () => {
        if (!deferred.dataset.asked) {
            deferred.dataset.asked = "yes";
            fill(panel, deferred).then(filled);
        }
    };
    const look = () => {
        const isTimeline = /** @type {HTMLInputElement} */ (
            tabs.querySelector("[value=timeline]")
        ).checked;
        if (!isTimeline) {
            ask();
        }
    };
    tabs.addEventListener("change", look);
    look();
    return ask;
}

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} deferred
 */
async function fill(panel, deferred) {
    deferred.setAttribute("aria-busy", "true");
    const address = deferred.dataset.sums ?? "";
    const content = await part(panel, { name: "sums", ask: () => fetched(address, fragmentOf) });
    if (!content) {
        return;
    }
    stayingInSight(/** @type {Element} */ (panel.querySelector(".sp-rows, .sp-long")), () => {
        panel.querySelector(".sp-figures")?.replaceWith(content.querySelector(".sp-figures") ?? "");
        const timeline = panel.querySelector(".sp-view-timeline");
        timeline?.prepend(content.querySelector(".sp-verdicts") ?? "");
        deferred.replaceWith(...content.querySelectorAll(".sp-view"));
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
