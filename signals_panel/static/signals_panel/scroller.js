export function scrollerOf(element) {
	for (let each = element.parentElement; each; each = each.parentElement) {
		if (/auto|scroll/.test(getComputedStyle(each).overflowY)) {
			return each;
		}
	}
	return document.documentElement;
}
export function edgeOf(scroller) {
	return scroller === document.documentElement ? 0 : scroller.getBoundingClientRect().top;
}
