/** The views that sum up a long recording: fetched when one of them is first looked at. */

import { fetched, fragmentOf, part } from "./parts.js";

/**
 * Fetches the views once one is chosen; calls back when they are there.
 *
 * @param {HTMLElement} panel
 * @param {() => void} filled
 */
export function start(panel, filled) {
    const deferred = /** @type {HTMLElement | null} */ (panel.querySelector(".sp-deferred"));
    if (!deferred) {
        return;
    }
    const tabs = /** @type {HTMLElement} */ (panel.querySelector(".sp-tabs"));
    const look = () => {
        const isTimeline = /** @type {HTMLInputElement} */ (
            tabs.querySelector("[value=timeline]")
        ).checked;
        if (!isTimeline && !deferred.dataset.asked) {
            deferred.dataset.asked = "yes";
            fill(panel, deferred).then(filled);
        }
    };
    tabs.addEventListener("change", look);
    look();
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
    panel.querySelector(".sp-figures")?.replaceWith(content.querySelector(".sp-figures") ?? "");
    panel.querySelector(".sp-view-timeline")?.prepend(content.querySelector(".sp-verdicts") ?? "");
    deferred.replaceWith(...content.querySelectorAll(".sp-view"));
}
