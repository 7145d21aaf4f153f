/**
 * The search language: words, "quoted phrases" and key:value, each with - before it to negate.
 * All terms must hold, of those on one side of an "or".
 */

import { NS_PER_MS } from "./times.js";

export { filter } from "./filter.js";
export { termOf } from "./buttons.js";

const PART = /(-?)(?:(\w+):)?(?:"((?:[^"]|"")*)"?|(\S*))/g;
const COMPARISON = /^(>=|<=|>|<|=)?(\d+\.?\d*|\.\d+)([a-zµ]*)$/;
/** What times are written in, as milliseconds. */
const UNITS = new Map([["", 1], ["s", 1000], ["ms", 1], ["us", 1e-3], ["µs", 1e-3], ["ns", 1e-6]]);
const OR = "or";
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
  ["file", { fields: ["file"], read: readWord }],
  ["arg", { fields: ["found"], read: readAsked }],
  ["query", { fields: ["found"], read: readAsked }],
  ["method", { fields: ["method"], read: readWhole }],
  ["kind", { fields: ["kind"], read: readWhole }],
  ["dur", { fields: ["total"], read: readMilliseconds }],
  ["self", { fields: ["self"], read: readMilliseconds }],
  ["sql", { fields: ["sql"], read: readNumber }],
  ["count", { fields: ["count"], read: readNumber }],
  ["error", { fields: ["error"], read: readError }],
  ["finding", { fields: ["finding"], read: readFlag }],
  ["code", { fields: ["mark"], read: readBeginning }],
]);

/**
 * Reads a search. What is still being typed, a key without its value, asks for nothing; neither
 * does what cannot be read.
 *
 * @param {string} text
 * @returns {{terms: Term[], problem: Problem | null}} the problem is the first there is
 */
export function parse(text) {
  /** @type {Term[]} */
  const terms = [];
  let problem = null;
  let alternative = 0;
  for (const part of partsOf(text)) {
    const found = isOr(part) ? {} : readPart(part, alternative);
    alternative += Number(isOr(part));
    problem ??= found.problem ?? null;
    terms.push(...(found.term ? [found.term] : []));
  }
  return { terms, problem };
}

/** @param {Part} part */
function isOr({ source }) {
  return source.toLowerCase() === OR;
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
 * Returns a search with a term added to each of its alternatives, or without it where it has it
 * already.
 *
 * @param {string} text
 * @param {string} term
 */
export function toggled(text, term) {
  /** @type {string[][]} */
  const alternatives = [[]];
  for (const part of partsOf(text)) {
    if (isOr(part)) {
      alternatives.push([]);
    } else {
      alternatives[alternatives.length - 1].push(part.source);
    }
  }
  const has = alternatives.some((sources) => sources.includes(term));
  const without = (/** @type {string[]} */ sources) => sources.filter((source) => source !== term);
  const changed = alternatives.map((sources) => (has ? without(sources) : [...sources, term]));
  return changed.map((sources) => sources.join(" ")).filter(Boolean).join(` ${OR} `);
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
 * @param {number} alternative
 * @returns {{term?: Term, problem?: Problem}}
 */
function readPart({ key, isNegated, value, source }, alternative) {
  const meaning = key === undefined ? WORD : KEYS.get(key);
  if (!meaning) {
    return { problem: { kind: "noSuchKey", text: key ?? "" } };
  }
  const { test, problem, fields = meaning.fields } = value ? meaning.read(value) : {};
  if (problem) {
    return { problem: { kind: problem, text: source } };
  }
  const isName = "isName" in meaning && !isNegated;
  return test ? { term: { key, value, fields, test, isNegated, isName, alternative } } : {};
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
function readBeginning(value) {
  return { test: (text) => text.startsWith(value) };
}

/**
 * The server is asked: which rows these are is no part of a page.
 *
 * @type {(value: string) => Reading}
 */
function readAsked() {
  return { test: () => false };
}

/** @type {(value: string) => Reading} */
function readMilliseconds(value) {
  return readComparison(value, UNITS, NS_PER_MS);
}

/** @type {(value: string) => Reading} */
function readNumber(value) {
  return readComparison(value, new Map([["", 1]]), 1);
}

/** @type {(value: string, units: Map<string, number>, scale: number) => Reading} */
function readComparison(value, units, scale) {
  const [, operator = ">=", number, written = ""] = COMPARISON.exec(value) ?? [];
  const unit = units.get(written);
  if (number !== undefined && unit !== undefined) {
    return { test: COMPARE[operator](Number((Number(number) * unit * scale).toFixed(6))) };
  }
  return COMPARISON_BEGUN.test(value) ? {} : { problem: "notANumber" };
}

/** @type {(value: string) => Reading} */
function readFlag(value) {
  const isKnown = value === "0" || value === "1";
  return isKnown ? { test: (flag) => flag === Number(value) } : { problem: "notAFlag" };
}

/**
 * Whether there was one, or a part of its type's name.
 *
 * @type {(value: string) => Reading}
 */
function readError(value) {
  return /^\d/.test(value) ? readFlag(value) : { ...readWord(value), fields: ["raised"] };
}
