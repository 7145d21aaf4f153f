import { fetched, jsonOf, part } from "./parts.js";
export async function answer(panel, terms, answers) {
	const tools = (panel.querySelector(".sp-tools"));
	for (const { key = "", value } of terms.filter((term) => term.fields[0] === "found")) {
		if (!answers.has(`${key}:${value}`)) {
			const query = new URLSearchParams({ key, value });
			const ask = () => fetched(`${tools.dataset.found}&${query}`, jsonOf);
			const found = await part(panel, { name: "found", ask });
			if (!found) {
				return false;
			}
			answers.set(`${key}:${value}`, new Set(found.ids));
		}
	}
	return true;
}
