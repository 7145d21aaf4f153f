/** A request as a page of its own: in the theme of the toolbar, at the row of its address. */

import "./panel.js";

const theme = localStorage.getItem("djdt.user-theme") ?? "auto";
const isDark = theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
const page = /** @type {HTMLElement} */ (document.querySelector("#djDebug"));
page.dataset.theme = isDark ? "dark" : "light";
