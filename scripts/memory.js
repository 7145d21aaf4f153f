/** What the browser keeps while its tab lives: over reloads, other requests, restarts of the server. */

/**
 * Returns what is kept by a name.
 *
 * @template T
 * @param {string} name
 * @param {T} nothing  in its place where the browser keeps nothing, or something else
 * @returns {T}
 */
export function remembered(name, nothing) {
  try {
    return JSON.parse(String(sessionStorage.getItem(name))) ?? nothing;
  } catch {
    return nothing;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing does all else.
  }
}
