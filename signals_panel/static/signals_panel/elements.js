const SVG = "http://www.w3.org/2000/svg";
export function made(tag, className = "", text = "", attributes = {}) {
	const element = document.createElement(tag);
	element.className = className;
	element.textContent = text;
	setAttributes(element, attributes);
	return element;
}
export function svg(tag, attributes = {}) {
	const element = document.createElementNS(SVG, tag);
	setAttributes(element, attributes);
	return element;
}
export function setAttributes(element, attributes) {
	for (const [name, value] of Object.entries(attributes)) {
		element.setAttribute(name, String(value));
	}
}
export function worded(sentence = "", values = {}) {
	return sentence.replace(/{(\w+)}/g, (_, name) => String(values[name]));
}
