// A button that copies a text of the page. Without scripts one selects the text, which stands there whole.
// @ts-check
(() => {
  "use strict";

  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    if (!(button instanceof HTMLElement)) return;
    const text = document.getElementById(button.dataset.copy ?? "");
    const told = document.getElementById(`${button.dataset.copy}-copied`);
    if (!(text instanceof HTMLTextAreaElement) || !told) return;
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = told.dataset.copied ?? "";
    } catch {
      // The browser keeps its clipboard to itself, as it does on a page without https.
      text.focus();
      text.select();
      told.textContent = told.dataset.selected ?? "";
    }
  });
})();
