/**
 * The search language: words, "quoted phrases" and key:value, each with - before it to negate.
 * All terms must hold.
 *
 * @typedef {object} Term  what a row must fulfil
 * @property {string[]} fields  the columns of which one must pass
 * @property {(value: any) => boolean} test  of a number, or of a text in lower case
 * @property {boolean} isNegated  whether none may pass instead
 * @property {boolean} isName  whether it asks for a signal, a sender or a receiver by its key
 *
 * @typedef {object} Problem
 * @property {"noSuchKey" | "notANumber" | "notAFlag"} kind
 * @property {string} text  what is wrong, as it was written
 *
 * @typedef {{test?: (value: any) => boolean, problem?: Problem["kind"]}} Reading
 *   neither of them where a value is still being typed
 *
 * @typedef {{key?: string, isNegated: boolean, value: string, source: string}} Part
 */

import { NS_PER_MS } from "./times.js";

const PART = /(-?)(?:(\w+):)?(?:"((?:[^"]|"")*)"?|(\S*))/g;
const COMPARISON = /^(>=|<=|>|<|=)?(\d+\.?\d*|\.\d+)$/;
const COMPARISON_BEGUN = /^[<>=]=?$/;

/** @type {Record<string, (limit: number) => (value: number) => boolean>} */
const COMPARE = {
    ">": (limit) => (value) => value > limit,
    ">=": (limit) => (value) => value >= limit,
    "<": (limit) => (value) => value < limit,
    "<=": (limit) => (value) => value <= limit,
    "=": (limit) => (value) => value === limit,
};

const WORD = { fields: ["signal", "sender", "receiver", "method"], read: readWord };
const KEYS = new Map([
    ["signal", { fields: ["signal"], read: readName, isName: true }],
    ["sender", { fields: ["sender"], read: readName, isName: true }],
    ["receiver", { fields: ["receiver"], read: readName, isName: true }],
    ["app", { fields: ["signal", "sender", "receiver"], read: readSegments }],
    ["method", { fields: ["method"], read: readWhole }],
    ["kind", { fields: ["kind"], read: readWhole }],
    ["dur", { fields: ["total"], read: readMilliseconds }],
    ["self", { fields: ["self"], read: readMilliseconds }],
    ["sql", { fields: ["sql"], read: readNumber }],
    ["count", { fields: ["count"], read: readNumber }],
    ["error", { fields: ["error"], read: readFlag }],
    ["finding", { fields: ["finding"], read: readFlag }],
]);

/** The keys that a search may have. */
export const keys = [...KEYS.keys()];

/**
 * Reads a search. What is still being typed, a key without its value, asks for nothing.
 *
 * @param {string} text
 * @returns {{terms: Term[], problem: Problem | null}} no terms where there is a problem
 */
export function parse(text) {
    const terms = [];
    for (const part of partsOf(text)) {
        const { term, problem } = readPart(part);
        if (problem) {
            return { terms: [], problem };
        }
        if (term) {
            terms.push(term);
        }
    }
    return { terms, problem: null };
}

/**
 * Returns the terms of a search as they are written; an open quote is closed.
 *
 * @param {string} text
 */
export function sourcesOf(text) {
    return partsOf(text).map((part) => part.source);
}

/**
 * Returns a search with a term added, or without it where it has it already.
 *
 * @param {string} text
 * @param {string} term
 */
export function toggled(text, term) {
    const sources = sourcesOf(text);
    const others = sources.filter((source) => source !== term);
    return (others.length < sources.length ? others : [...sources, term]).join(" ");
}

/**
 * Returns "key:value" as one term: a name may hold spaces and quotes.
 *
 * @param {string} query
 */
export function termOf(query) {
    const [key] = /^-?(\w+:)?/.exec(query) ?? [""];
    const value = query.slice(key.length);
    return /[\s"]/.test(value) ? `${key}"${value.replaceAll('"', '""')}"` : query;
}

/**
 * @param {string} text
 * @returns {Part[]}
 */
function partsOf(text) {
    const found = [...text.matchAll(PART)].filter(([source]) => source);
    return found.map(([, minus, key, phrase, word]) => ({
        key: key?.toLowerCase(),
        isNegated: minus === "-",
        value: (phrase?.replaceAll('""', '"') ?? word).toLowerCase(),
        source: `${minus}${key ? `${key}:` : ""}${phrase === undefined ? word : `"${phrase}"`}`,
    }));
}

/**
 * @param {Part} part
 * @returns {{term?: Term, problem?: Problem}}
 */
function readPart({ key, isNegated, value, source }) {
    const meaning = key === undefined ? WORD : KEYS.get(key);
    if (!meaning) {
        return { problem: { kind: "noSuchKey", text: key ?? "" } };
    }
    const { test, problem } = value ? meaning.read(value) : {};
    if (problem) {
        return { problem: { kind: problem, text: source } };
    }
    const isName = "isName" in meaning && !isNegated;
    return test ? { term: { fields: meaning.fields, test, isNegated, isName } } : {};
}

/** @type {(value: string) => Reading} */
function readWord(value) {
    return { test: (text) => text.includes(value) };
}

/**
 * A part of a name; with a dot inside, whole segments: shop.models.Order is not OrderLine.
 *
 * @type {(value: string) => Reading}
 */
function readName(value) {
    return /.\../.test(value) ? readSegments(value) : readWord(value);
}

/** @type {(value: string) => Reading} */
function readSegments(value) {
    return { test: (text) => `.${text}.`.includes(`.${value}.`) };
}

/** @type {(value: string) => Reading} */
function readWhole(value) {
    return { test: (text) => text === value };
}

/** @type {(value: string) => Reading} */
function readMilliseconds(value) {
    return readNumber(value, NS_PER_MS);
}

/** @type {(value: string, unit?: number) => Reading} */
function readNumber(value, unit = 1) {
    const [, operator = ">=", number] = COMPARISON.exec(value) ?? [];
    if (number !== undefined) {
        return { test: COMPARE[operator](Number((Number(number) * unit).toFixed(6))) };
    }
    return COMPARISON_BEGUN.test(value) ? {} : { problem: "notANumber" };
}

/** @type {(value: string) => Reading} */
function readFlag(value) {
    const isKnown = value === "0" || value === "1";
    return isKnown ? { test: (flag) => flag === Number(value) } : { problem: "notAFlag" };
}
