const VIEWS = {
	receivers: { rows: "tbody > tr", keys: ["receiver", "file", "app"] },
	signals: { rows: "tbody > tr", keys: ["signal", "sender", "app"] },
	registry: { rows: ".sp-connection", keys: ["signal", "sender", "receiver", "file", "app"] },
	findings: { rows: ".sp-finding", keys: ["code", "signal", "sender", "receiver", "file", "app"] },
};
const PLACES = new Map([
	["signal", ".sp-name, .sp-title"],
	["sender", ".sp-sender, .sp-senders code"],
	["receiver", ".sp-receiver"],
	["file", ".sp-place"],
	["mark", ".sp-code"],
]);
const wasOpen = new WeakMap();
export function filterViews(panel, terms) {
	return Object.entries(VIEWS).map(([name, { rows, keys }]) => {
		const view = panel.querySelector(`.sp-view-${name}`);
		const all = ([...(view?.querySelectorAll(rows) ?? [])]);
		const known = terms.filter(({ key }) => key === undefined || keys.includes(key));
		for (const row of all) {
			row.hidden = known.length > 0 && !passes(row, name, known);
		}
		view?.querySelectorAll("details").forEach((details) => unfold(details, rows, known.length > 0));
		const ignored = new Set(terms.flatMap(({ key }) => (key && !keys.includes(key) ? [`${key}:`] : [])));
		const hidden = all.filter((row) => row.hidden).length;
		return [name, { hidden, all: all.length, ignored: [...ignored] }];
	});
}
function passes(row, view, terms) {
	const groups = [...new Set(terms.map((term) => term.alternative))];
	return groups.some((group) =>
		terms
			.filter((term) => term.alternative === group)
			.every((term) => said(row, view, term).some(term.test) !== term.isNegated),
	);
}
function said(row, view, { key, fields }) {
	const signal = row.closest(".sp-signal")?.querySelector("summary .sp-what");
	const isAnywhere = key === undefined || (view === "findings" && !["mark", "file"].includes(fields[0]));
	if (isAnywhere) {
		return textsOf([row, ...row.querySelectorAll("[title]"), ...(signal ? [signal] : [])]);
	}
	const places = fields.flatMap((field) => [...row.querySelectorAll(PLACES.get(field) ?? "")]);
	return textsOf(signal && fields.includes("signal") ? [...places, signal] : places);
}
function textsOf(elements) {
	const titles = elements.flatMap((each) => [titleOf(each), titleOf(each.parentElement)]);
	return [...titles, ...elements.map((each) => each.textContent ?? "")].map((text) => text.trim().toLowerCase());
}
function titleOf(element) {
	return element?.getAttribute("title") ?? "";
}
function unfold(details, rows, isOn) {
	if (!details.querySelector(rows)) {
		return;
	}
	const hasMatch = details.querySelector(`:is(${rows}):not([hidden])`) !== null;
	(details.closest(".sp-signal") ?? details).hidden = isOn && !hasMatch;
	if (isOn) {
		wasOpen.set(details, wasOpen.get(details) ?? details.open);
		details.open = hasMatch;
	} else if (wasOpen.has(details)) {
		details.open = wasOpen.get(details) ?? false;
		wasOpen.delete(details);
	}
}
