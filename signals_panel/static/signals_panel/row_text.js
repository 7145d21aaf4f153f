export function rowText(row) {
	return [...headOf(row), ...detailsOf(row)].join("\n");
}
export function headOf(row) {
	const line = row.querySelector(":scope > details > summary, :scope > .sp-line");
	const what = line?.querySelectorAll(":scope > :is(.sp-what, .sp-aside, .sp-spread)") ?? [];
	const heads = row.closest(".sp-timeline")?.querySelectorAll(".sp-head .sp-number") ?? [];
	const numbers = line?.querySelectorAll(":scope > .sp-number") ?? [];
	const times = [...heads].flatMap((head, column) => titled(head, numbers[column]));
	return [[...what].map(inside).join(" "), ...times];
}
export function detailsOf(row) {
	const titles = row.querySelectorAll(":scope > details > .sp-details > dt:not(.sp-id)");
	return [...titles].flatMap((title) => titled(title, title.nextElementSibling));
}
function titled(title, element) {
	const text = element ? inside(element).trimEnd() : "";
	const gap = text.startsWith("\n") ? "" : " ";
	return text ? [`${inside(title)}:${gap}${text}`] : [];
}
function textOf(node) {
	const text = node.textContent ?? "";
	const gap = node.previousSibling instanceof Element ? " " : "";
	switch (node.nodeName) {
		case "#text":
			return text.replace(/\s+/g, " ");
		case "CODE":
			return gap + text;
		case "BUTTON":
			return "";
		case "OL":
			return [...node.childNodes].map(itemText).join("");
		default:
			return gap + inside(node);
	}
}
function itemText(node) {
	return node.nodeName === "LI" ? `\n  ${inside(node)}` : "";
}
function inside(node) {
	return [...node.childNodes].map(textOf).join("").replace(/^ +| +$/g, "");
}
