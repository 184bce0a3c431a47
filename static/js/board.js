// The planning board: drag a visit to another week, or choose the week in a dialog. Both send the form that the page
// for one visit has, so that what is checked and said afterwards is the same.
// @ts-check
(() => {
  "use strict";

  const dialog = document.getElementById("move-visit");
  const board = document.getElementById("board");

  /** After a move: back to the card, and say what happened. */
  function settle() {
    const card = location.hash.startsWith("#visit-") ? document.getElementById(location.hash.slice(1)) : null;
    if (!card?.querySelector(".messages")) return; // opened anew
    const told = [...card.querySelectorAll(".notice, .visit-remarks li")].map((part) => part.textContent?.trim());
    const link = card.querySelector(".visit-centre a");
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center", behavior: "instant" }); // else it glides there from afar
    setTimeout(() => window.portal.announce(told.join(" ")), 100); // a region that is filled at once is not read out
  }
  // The browser itself goes to the card that the address names, and takes the focus away, until the page is there.
  window.addEventListener("load", () => setTimeout(settle));

  if (!(dialog instanceof HTMLDialogElement) || !board) return; // who may not plan
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const choice = /** @type {HTMLSelectElement} */ (form.querySelector("select"));
  const turns = /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("[data-turn]"));

  /** @param {Element} card @returns {string} the Monday of the week that it stands in */
  const weekOf = (card) => /** @type {HTMLElement} */ (card.closest(".week")).dataset.monday ?? "";

  /** Makes the form that of this visit. @param {HTMLElement} card @param {string} monday */
  function fill(card, monday) {
    form.action = (card.dataset.move ?? "") + location.search;
    /** @type {HTMLInputElement} */ (form.elements.namedItem("seen")).value = card.dataset.seen ?? "";
    choice.value = monday;
    turns.forEach((button) => {
      const beside = choice.options[choice.selectedIndex + Number(button.dataset.turn)];
      button.hidden = !beside;
      button.value = beside ? beside.value : "";
    });
  }

  board.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest(".visit-move");
    const card = link?.closest(".visit");
    if (!(card instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    fill(card, weekOf(card));
    const what = [".visit-centre", ".visit-reference", ".visit-days"].map((part) => card.querySelector(part)?.textContent);
    /** @type {HTMLElement} */ (document.getElementById("move-what")).textContent = what.join(" · ");
    dialog.showModal();
    choice.focus();
  });
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());

  // Dragging, for who has a mouse; a finger or a key opens the dialog.
  /** @type {HTMLElement | null} */
  let dragged = null;

  /** Marks the week that the pointer is over. @param {Element | null} week */
  function aim(week) {
    board?.querySelectorAll(".is-target").forEach((other) => other.classList.toggle("is-target", other === week));
    week?.classList.add("is-target");
  }

  /** @param {DragEvent} event @returns {HTMLElement | null} the week under the pointer, where it is another one */
  function target(event) {
    const week = /** @type {Element} */ (event.target).closest(".week");
    return dragged && week instanceof HTMLElement && week.dataset.monday !== weekOf(dragged) ? week : null;
  }

  board.querySelectorAll(".visit[data-move]").forEach((card) => {
    card.setAttribute("draggable", "true");
    card.querySelectorAll("a").forEach((link) => link.setAttribute("draggable", "false")); // or it is dragged itself
  });
  board.addEventListener("dragstart", (event) => {
    const card = /** @type {Element} */ (event.target).closest(".visit[data-move]");
    if (!(card instanceof HTMLElement) || event.target !== card || !event.dataTransfer) return;
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.id);
    card.classList.add("is-dragged");
  });
  board.addEventListener("dragover", (event) => {
    const week = target(event);
    aim(week);
    if (week) event.preventDefault(); // it may be dropped here
  });
  board.addEventListener("drop", (event) => {
    const week = target(event);
    if (!week || !dragged) return;
    event.preventDefault();
    fill(dragged, week.dataset.monday ?? "");
    form.requestSubmit();
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    aim(null);
  });
})();
