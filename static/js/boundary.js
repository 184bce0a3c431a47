// What separates two levels, opened over the work: htmx fetches it, a link leads there without JavaScript.
// @ts-check
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const dialog = document.getElementById("boundary-dialog");
    if (!(dialog instanceof HTMLDialogElement)) return;
    // A key that rates must not rate while the dialog is open.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("htmx:afterSwap", () => {
      if (!dialog.open) dialog.showModal();
      document.getElementById("boundary-title")?.focus();
    });
  });
})();
