/** Elements as the scripts make them. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Returns a new element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 * @param {Record<string, unknown>} [attributes]
 */
export function made(tag, className = "", text = "", attributes = {}) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  setAttributes(element, attributes);
  return element;
}

/**
 * Returns a new element of a drawing.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 */
export function svg(tag, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, unknown>} attributes
 */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
}

/**
 * Returns a sentence of the server's with its braces filled.
 *
 * @param {string | undefined} sentence
 * @param {Record<string, unknown>} values  by what stands in the braces
 */
export function worded(sentence = "", values = {}) {
  return sentence.replace(/{(\w+)}/g, (_, /** @type {string} */ name) => String(values[name]));
}
