/** The rest of a page of which the server sent what is in sight, so that it opens at once. */

import { fetched, fragmentOf, Lack, part } from "./parts.js";

const PIECES = [".sp-rows", "#sp-columns"];

/**
 * Asks for the other rows, and puts them in their places.
 *
 * Where they do not come, the link to them stays too.
 *
 * @param {HTMLElement} panel
 * @returns {Promise<boolean>}  whether the page is whole now
 */
export async function isWhole(panel) {
  const address = panel.dataset.rest ?? "";
  await new Promise(requestAnimationFrame); // first of all, what is there is painted
  const rows = Number(panel.dataset.rows);
  const rest = await part(panel, { name: "rows", ask: () => fetched(address, read), rows });
  if (!rest) {
    return false;
  }
  const [list, whole] = [panel, rest].map((each) => each.querySelector(".sp-rows"));
  addRows(/** @type {Element} */ (list), /** @type {Element} */ (whole));
  panel.querySelector(".sp-timeline")?.append(rest.querySelector("#sp-columns") ?? "");
  panel.querySelector(".sp-cut")?.classList.add("sp-settled"); // what is below it stays where it is
  return true;
}

/** @param {ArrayBuffer} answer */
function read(answer) {
  const rest = fragmentOf(answer);
  if (!PIECES.every((each) => rest.querySelector(each))) {
    throw new Lack("cut");
  }
  return rest;
}

/**
 * Adds the rows that are missing, those inside runs too: what is there may be unfolded already.
 *
 * @param {Element} list
 * @param {Element} whole
 */
function addRows(list, whole) {
  const there = [...list.querySelectorAll(":scope > .sp-row")]; // lines of lulls are no rows
  let last = there[0];
  for (const row of [...whole.children]) {
    const known = row.matches(".sp-inside") ? null : there.shift();
    if (!known) {
      last.after(row); // what is there is not moved: it may have the focus
    }
    last = known ?? row;
  }
}
