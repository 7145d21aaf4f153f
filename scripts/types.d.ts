/** What the scripts' parts are to one another: for whoever checks or reads them, never fetched. */

type Column = Float64Array | Float32Array | Uint32Array | Uint8Array | number[];

/** One entry a row; rows are in pre-order. */
interface Columns {
    /** How many rows. */
    length: number;
    /** What the columns of texts point to. */
    texts: string[];
    id: Column;
    /** 0 for a row inside no other. */
    depth: Column;
    /** A position in texts, as the next six. */
    kind: Column;
    signal: Column;
    sender: Column;
    receiver: Column;
    method: Column;
    /** Of a receiver, or of the line that sends; with the line. */
    file: Column;
    /** The type of an exception. */
    raised: Column;
    /** How many sends are folded into the row. */
    count: Column;
    /** In ns, as self; NaN for none. */
    total: Column;
    self: Column;
    /** How many queries. */
    sql: Column;
    /** 1 or 0, as the next two. */
    error: Column;
    finding: Column;
    internal: Column;
    /** Of the row and all that is inside it, as the next four. */
    inside_rows: Column;
    inside_sql: Column;
    /** In microseconds. */
    inside_sql_us: Column;
    inside_errors: Column;
    inside_findings: Column;
    /** What a folded row counts: the column, the words for one and for many, and their tone. */
    hides: ["inside_rows" | "inside_sql" | "inside_errors" | "inside_findings", string, string, string][];
    /** In ns, NaN for none. */
    start: Column;
    /** Of the dispatch, as position of what the server is asked for. */
    number: Column;
    position: Column;
    /** Which entry of each of the labels says what the row says. */
    label: Column;
    labels: Record<string, any[]>;
    /** Which of the marks it has. */
    mark: Column;
    /** Code, severity and message of each finding; of rows that are HTML the code alone. */
    marks: [string, string, string][][];
}

/** The rows of the timeline: those the server rendered, or a list that draws those in sight. */
interface Rows {
    columns: Columns;
    /** Shows and hides rows, by the filter's states; with each search, what matches is unfolded. */
    show(states: Uint8Array, search: string): void;
    /** Unfolds a row that is shown, and what is around it, goes to it, focuses it. */
    reveal(row: number): void;
}

/** Rows of sends nobody received, one after the other: a line stands for them. */
interface Lull {
    /** How many sends. */
    count: number;
    /** The row after the last of them. */
    end: number;
    isFolded: boolean;
}

/** What folds the rows that there are now. */
interface Foldable {
    /** Folds every row that is so deep, or deeper, and no other. */
    foldTo(level: number | undefined): void;
    /** Returns how deep the current row is. */
    level(): number;
    folds: import("./folds.js").Folds;
    /** Returns the first row in sight at a height of the window, or below; -1 for none. */
    rowAt(y: number): number;
    /** Returns what shows a row. */
    element(row: number): Element;
    /** Focuses a row in sight. */
    goTo(row: number): void;
}

/** What a row must fulfil. */
interface Term {
    /** As they were written; no key before a word. */
    key?: string;
    value: string;
    /** The columns of which one must pass. */
    fields: string[];
    /** Of a number, or of a text in lower case. */
    test: (value: any) => boolean;
    /** Whether none may pass instead. */
    isNegated: boolean;
    /** Whether it asks for a signal, a sender or a receiver by its key. */
    isName: boolean;
    /** On which side of an "or" it stands, from 0. */
    alternative: number;
    /** The ids of the rows that the server found, where it is asked. */
    found?: Set<number>;
}

interface Problem {
    kind: "noSuchKey" | "notANumber" | "notAFlag" | "unread";
    /** What is wrong, as it was written. */
    text: string;
}

/** Neither of them where a value is still being typed. */
interface Reading {
    test?: (value: any) => boolean;
    /** Other columns than its key's. */
    fields?: string[];
    problem?: Problem["kind"];
}

/** A term of a search as it is written. */
interface Part {
    key?: string;
    isNegated: boolean;
    value: string;
    source: string;
}

/** What the filter is asked for. */
interface Choice {
    terms: Term[];
    withInternals: boolean;
    /** The position of a row to be shown whatever else is chosen. */
    wanted?: number;
}

interface Outcome {
    /** HIDDEN, SHOWN or KEPT, for every row. */
    states: Uint8Array;
    /** How many rows are shown, without those kept. */
    shown: number;
    /** How many rows the search hides. */
    hidden: number;
    /** Of how many, those not counted that the switch hides. */
    all: number;
    /** How many rows the switch shows or hides. */
    internals: number;
}

/** What is kept while the browser's tab lives. */
interface Choices {
    search: string;
    internals: boolean;
    view: string;
}

/** A part of a page that is asked for. */
interface Wish<T> {
    /** Asking anew for a part of this name gives up what was asked before. */
    name: string;
    /** Rejects with a `Lack` where the part does not come whole. */
    ask: () => Promise<T>;
    /** How many rows it has, to be said. */
    rows?: number;
}

/** What somebody did with the first rows of a long recording. */
interface Done {
    /** Rows of the columns, and whether somebody folded or unfolded them. */
    folds: [number, boolean | undefined][];
    /** To which level all was folded. */
    level: number | undefined;
    /** The elements of rows whose details are open. */
    opened: HTMLElement[];
    /** The last of these; -1 for none. */
    told: number;
    /** The row that has the focus; -1 for none. */
    focused: number;
    /** The first row in sight, where others were scrolled away; else 0. */
    top: number;
    /** How far that row is below the upper edge of what scrolls, in px. */
    offset: number;
}

/** A tick of the axis: where it stands in the whole, and from 0 to 1 in what is in sight. */
interface Tick {
    x: string;
    ms: number;
    place: number;
}
