/** Searches that the server answers: in arguments, and in the text of statements. */

import { fetched, jsonOf, part } from "./parts.js";

/**
 * Adds the answers to some terms, those that are not there yet.
 *
 * @param {HTMLElement} panel
 * @param {Term[]} terms
 * @param {Map<string, Set<number>>} answers  the ids of rows, by key and value
 * @returns {Promise<boolean>}  whether all are there
 */
export async function answer(panel, terms, answers) {
  const tools = /** @type {HTMLElement} */ (panel.querySelector(".sp-tools"));
  for (const { key = "", value } of terms.filter((term) => term.fields[0] === "found")) {
    if (!answers.has(`${key}:${value}`)) {
      const query = new URLSearchParams({ key, value });
      const ask = () => fetched(`${tools.dataset.found}&${query}`, jsonOf);
      const found = await part(panel, { name: "found", ask });
      if (!found) {
        return false; // another search has taken its place
      }
      answers.set(`${key}:${value}`, new Set(found.ids));
    }
  }
  return true;
}
