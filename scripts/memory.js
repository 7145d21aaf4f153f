/** What is chosen, kept while the browser's tab lives: over reloads and other requests. */

const KEY = "signals_panel";

/**
 * Returns what is remembered; nothing where the browser keeps nothing, or something else.
 *
 * @returns {Partial<Choices>}
 */
export function remembered() {
  try {
    return Object(JSON.parse(sessionStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {};
  }
}

/** @param {Choices} choices */
export function remember(choices) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // A browser that keeps nothing filters all the same.
  }
}
