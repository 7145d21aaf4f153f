/** Which rows a search leaves; with the switch for internals, which are shown. */

import { statesOf } from "./states.js";

const TEXTS = new Set(["kind", "signal", "sender", "receiver", "method", "file", "raised"]);

/**
 * @param {Columns} columns
 * @param {Choice} choice
 * @returns {Outcome}
 */
export function filter(columns, { terms, ...choice }) {
  return statesOf(columns, choice, passingOf(columns, terms), terms.some((term) => term.isName));
}

/**
 * Returns 1 for each row that fulfils all terms of an alternative.
 *
 * @param {Columns} columns
 * @param {Term[]} terms
 */
function passingOf(columns, terms) {
  const found = new Uint8Array(columns.length).fill(terms.length ? 0 : 1);
  for (const alternative of new Set(terms.map((term) => term.alternative))) {
    const passing = new Uint8Array(columns.length).fill(1);
    for (const term of terms.filter((each) => each.alternative === alternative)) {
      narrow(passing, columns, term);
    }
    passing.forEach((passes, row) => (found[row] |= passes));
  }
  return found;
}

/**
 * @param {Uint8Array} passing
 * @param {Columns} columns
 * @param {Term} term
 */
function narrow(passing, columns, { fields, test, found = new Set(), isNegated }) {
  const wrong = Number(isNegated);
  const answers = answersOf(columns, fields[0], test); // of all of them: they are of one sort
  const matching = new Uint8Array(passing.length);
  for (const field of fields) {
    const column = columns[/** @type {"signal"} */ (field === "found" ? "id" : field)];
    const tell = field === "found" ? (/** @type {number} */ id) => found.has(id) : test;
    for (let row = 0; row < passing.length; row++) {
      matching[row] |= answers ? answers[column[row]] : Number(tell(column[row]));
    }
  }
  for (let row = 0; row < passing.length; row++) {
    passing[row] &= matching[row] ^ wrong;
  }
}

/**
 * Returns what a term says of each text, or mark, that rows point to: each is tested once, however
 * many rows have it; null where rows have numbers.
 *
 * @param {Columns} columns
 * @param {string} field
 * @param {Term["test"]} test
 */
function answersOf({ texts, marks }, field, test) {
  const codes = () => marks.map((each) => each.map((one) => [one].flat()[0]));
  const told = field === "mark" ? codes() : TEXTS.has(field) ? texts.map((text) => [text]) : null;
  return told && Uint8Array.from(told, (each) => Number(each.some((one) => test(one.toLowerCase()))));
}
