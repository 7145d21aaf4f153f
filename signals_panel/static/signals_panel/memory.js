export function remembered(name, nothing) {
	try {
		return JSON.parse(String(sessionStorage.getItem(name))) ?? nothing;
	} catch {
		return nothing;
	}
}
export function remember(name, value) {
	try {
		sessionStorage.setItem(name, JSON.stringify(value));
	} catch {
	}
}
