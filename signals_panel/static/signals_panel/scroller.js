/** What scrolls, where something is shown in it. */

/**
 * Returns the nearest element around another that scrolls.
 *
 * @param {Element} element
 * @returns {Element}
 */
export function scrollerOf(element) {
    for (let each = element.parentElement; each; each = each.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(each).overflowY)) {
            return each;
        }
    }
    return document.documentElement;
}
