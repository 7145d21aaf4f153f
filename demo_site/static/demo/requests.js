// Buttons that ask the server for something without leaving the page:
// data-request is the address, aria-controls names the element for the answer.
for (const button of document.querySelectorAll("button[data-request]")) {
  button.addEventListener("click", async () => {
    const target = document.getElementById(button.getAttribute("aria-controls"));
    const response = await fetch(button.dataset.request);
    if (response.headers.get("Content-Type").startsWith("application/json")) {
      target.textContent = JSON.stringify(await response.json(), null, 2);
    } else {
      target.innerHTML = await response.text();
    }
  });
}
