import "./panel.js";
const theme = localStorage.getItem("djdt.user-theme") ?? "auto";
const isDark = theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
const page = (document.querySelector("#djDebug"));
page.dataset.theme = isDark ? "dark" : "light";
function showRow() {
	const id = /^#row-(\d+)$/.exec(location.hash)?.[1];
	const panel = page.querySelector(".sp[data-started]");
	if (id && panel) {
		const link = document.createElement("span");
		link.dataset.row = id;
		panel.append(link);
		link.click();
		link.remove();
	}
}
new MutationObserver((_, observer) => {
	if (page.querySelector(".sp[data-started]")) {
		observer.disconnect();
		showRow();
	}
}).observe(page, { subtree: true, attributeFilter: ["data-started"] });
addEventListener("hashchange", showRow);
showRow();
