/** Names and places, short enough for a row: as page/names.py has them. */

const INSTANCE = "instance of ";
const UNNAMED = /^unnamed signal created at (.+):(\d+)$/s;
const TOLD_APART = /^(\S+)( \((?:connected at )?\S+:\d+\))$/;
const PARTIAL = /^functools\.partial\((.+)\)$/s;

/**
 * Returns a dotted name's last part; of a signal without a name where it was made.
 *
 * @param {string} dotted
 * @returns {string}
 */
export function shortName(dotted) {
    const unnamed = UNNAMED.exec(dotted);
    if (unnamed) {
        return `unnamed signal of ${shortPath(unnamed[1])}:${unnamed[2]}`;
    }
    const told = TOLD_APART.exec(dotted);
    if (told) {
        return shortName(told[1]) + told[2];
    }
    const partial = PARTIAL.exec(dotted);
    if (partial) {
        return `partial(${shortName(partial[1])})`;
    }
    if (dotted.startsWith(INSTANCE)) {
        return INSTANCE + lastPart(dotted.slice(INSTANCE.length));
    }
    return lastPart(dotted) || dotted;
}

/** @param {string} dotted */
function lastPart(dotted) {
    return dotted.slice(dotted.lastIndexOf(".") + 1);
}

/** @param {string} path */
export function shortPath(path) {
    return path.split("/").slice(-3).join("/");
}
