/** A request as a page of its own: in the theme of the toolbar, at the row of its address. */

import "./panel.js";

const theme = localStorage.getItem("djdt.user-theme") ?? "auto";
const isDark = theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
const page = /** @type {HTMLElement} */ (document.querySelector("#djDebug"));
page.dataset.theme = isDark ? "dark" : "light";

/** Shows the row that the address names, as a click on its name in a finding would. */
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
