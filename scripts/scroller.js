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

/**
 * Returns where the upper edge of what scrolls is in the window, in px.
 *
 * @param {Element} scroller
 */
export function edgeOf(scroller) {
  return scroller === document.documentElement ? 0 : scroller.getBoundingClientRect().top;
}
