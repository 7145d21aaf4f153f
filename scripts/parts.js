/**
 * Parts of a page that the server sends when they are asked for.
 *
 * While one is awaited the panel says so, and what is wrong where it does not come.
 */

import { made, worded } from "./elements.js";

const SAID_AFTER_MS = 150;
const SAID_FOR_MS = 4000;
/** What no other try would mend: a browser remembers which modules did not come. */
const FOR_GOOD = ["script", "gone"];

/** The modules that a panel asked for, by name; @type {WeakMap<HTMLElement, Record<string, Promise<any>>>} */
const scripts = new WeakMap();

/** Why a part did not come. */
export class Lack extends Error {
  /**
   * @param {"cut" | "unreachable" | "failed" | "unread" | "script" | "gone"} kind
   * @param {unknown} [why]  in the words of whoever said so
   */
  constructor(kind, why = "") {
    super(kind);
    this.kind = kind;
    this.why = String(why);
  }
}

/**
 * Asks for a part, as often as somebody wants it loaded again.
 *
 * @template T
 * @param {HTMLElement} panel
 * @param {Wish<T>} wish
 * @returns {Promise<T | null>}  null where it is not wanted any more, or will not come for good;
 *   pending while it may be asked for again
 */
export async function part(panel, wish) {
  const place = /** @type {HTMLElement} */ (panel.querySelector(".sp-waits"));
  place.querySelector(`[data-part="${wish.name}"]`)?.remove();
  const note = made("p", "", "", { "data-part": wish.name });
  place.append(note);
  while (note.isConnected) {
    const ending = sayWait(place, note, wish.rows);
    try {
      const found = await wish.ask();
      const isWanted = note.isConnected;
      ending();
      return isWanted ? found : null;
    } catch (error) {
      const lack = error instanceof Lack ? error : new Lack("unread", error);
      ending(lack);
      if (FOR_GOOD.includes(lack.kind)) {
        return null;
      }
      await askedAgain(note, panel);
    }
  }
  return null;
}

/**
 * Asks for a module that is not needed at once: once for all who want it.
 *
 * @template T
 * @param {HTMLElement} panel
 * @param {string} name
 * @param {() => Promise<T>} load
 * @returns {Promise<T | null>}
 */
export function script(panel, name, load) {
  const known = scripts.get(panel) ?? {};
  scripts.set(panel, known);
  const ask = () => load().catch(() => {
    throw new Lack("script");
  });
  return (known[name] ??= part(panel, { name, ask }));
}

/**
 * Asks the server.
 *
 * @template T
 * @param {string} address
 * @param {(answer: ArrayBuffer) => T} read  throws a `Lack` where the answer is not whole
 * @param {RequestInit} [more]  of the question, where it is not only an address
 * @returns {Promise<T>}
 */
export async function fetched(address, read, more) {
  const response = await fetch(address, { credentials: "same-origin", ...more }).catch(() => {
    throw new Lack("unreachable");
  });
  const body = await response.arrayBuffer().catch(() => {
    throw new Lack("cut");
  });
  if (response.ok) {
    return read(body);
  }
  const type = response.headers.get("content-type") ?? "";
  if (response.status === 404 && !type.includes("html")) {
    throw new Lack("gone"); // an address that is not there is a page of Django's
  }
  const said = type.startsWith("text/plain") ? new TextDecoder().decode(body).trim() : "";
  throw new Lack("failed", said || `${response.status} ${response.statusText}`);
}

/**
 * Says that a part is awaited, unless it comes at once; returns what ends that.
 *
 * @param {HTMLElement} place
 * @param {HTMLElement} note
 * @param {number} rows  0 for no rows
 * @returns {(lack?: Lack) => void}
 */
function sayWait(place, note, rows = 0) {
  const n = rows.toLocaleString(place.lang || undefined);
  const timer = setTimeout(() => {
    note.textContent = worded(place.dataset[rows ? "loadingRows" : "loading"], { n });
  }, SAID_AFTER_MS);
  return (lack) => {
    clearTimeout(timer);
    if (lack) {
      complain(place, note, lack);
    } else if (rows && note.textContent) {
      note.textContent = worded(place.dataset.here, { n });
      setTimeout(() => note.remove(), SAID_FOR_MS);
    } else {
      note.remove();
    }
  };
}

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} note
 * @param {Lack} lack
 */
function complain(place, note, { kind, why }) {
  note.textContent = worded(place.dataset[kind], { why });
  note.className = "sp-bad";
  if (!FOR_GOOD.includes(kind)) {
    note.append(" ", made("button", "", place.dataset.again, { type: "button" }));
  }
}

/**
 * Waits for the button of a complaint; the focus, which is on it, goes to the panel.
 *
 * @param {HTMLElement} note
 * @param {HTMLElement} panel
 * @returns {Promise<void>}
 */
function askedAgain(note, panel) {
  return new Promise((resolve) => {
    note.querySelector("button")?.addEventListener("click", () => {
      panel.focus({ preventScroll: true });
      note.replaceChildren();
      note.className = "";
      resolve();
    });
  });
}

/**
 * Reads an answer that is HTML: one or more elements, the last of which must have its end.
 *
 * @param {ArrayBuffer} answer
 * @returns {DocumentFragment}
 */
export function fragmentOf(answer) {
  const html = new TextDecoder().decode(answer).trim();
  const page = document.createElement("template");
  page.innerHTML = html;
  if (!html.endsWith(`</${page.content.lastElementChild?.localName}>`)) {
    throw new Lack("cut");
  }
  return page.content;
}

/**
 * Reads an answer that is JSON.
 *
 * @param {ArrayBuffer} answer
 * @returns {any}
 */
export function jsonOf(answer) {
  return JSON.parse(new TextDecoder().decode(answer));
}
