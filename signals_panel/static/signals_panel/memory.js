const KEY = "signals_panel";
export function remembered() {
	try {
		return Object(JSON.parse(sessionStorage.getItem(KEY) ?? "{}"));
	} catch {
		return {};
	}
}
export function remember(choices) {
	try {
		sessionStorage.setItem(KEY, JSON.stringify(choices));
	} catch {
	}
}
