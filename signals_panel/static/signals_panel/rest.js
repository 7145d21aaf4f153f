/** The rest of a page of which the server sent what is in sight, so that it opens at once. */

/**
 * Fetches the other rows and the registry, and puts them in their places.
 *
 * @param {HTMLElement} panel
 * @returns {Promise<boolean>}  whether the page is whole now
 */
export async function isWhole(panel) {
    const address = panel.dataset.rest;
    if (!address) {
        return true;
    }
    await new Promise(requestAnimationFrame); // first of all, what is there is painted
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) {
        return false; // the link to the rest stays, and says what is wrong when it is followed
    }
    const page = document.createElement("template");
    page.innerHTML = await response.text();
    addRows(find(panel, ".sp-rows"), find(page.content, ".sp-rows"));
    find(panel, ".sp-timeline").append(find(page.content, "#sp-columns"));
    find(panel, ".sp-view-registry").replaceWith(find(page.content, ".sp-view-registry"));
    find(panel, ".sp-cut").classList.add("sp-settled"); // what is below it stays where it is
    return true;
}

/**
 * Adds the rows that are missing, those inside runs too: what is there may be unfolded already.
 *
 * @param {Element} list
 * @param {Element} whole
 */
function addRows(list, whole) {
    const rows = [...whole.children];
    for (const [place, row] of [...list.children].entries()) {
        row.querySelector(".sp-rows")?.replaceWith(find(rows[place], ".sp-rows"));
    }
    list.append(...rows.slice(list.children.length));
}

/**
 * @param {Element | DocumentFragment} root
 * @param {string} selector
 */
function find(root, selector) {
    return /** @type {Element} */ (root.querySelector(selector));
}
