// Rating with one click or one key: the page stays, the help column is fetched anew.
// @ts-check
(() => {
  "use strict";

  const form = document.getElementById("levels");
  if (!(form instanceof HTMLFormElement)) return; // whoever may not rate sees a section
  const state = document.getElementById("save-state");
  const undo = /** @type {HTMLButtonElement | null} */ (document.getElementById("undo-rating"));
  const QUIET = 2000; // milliseconds without a typed letter before a digit can rate
  const PATIENCE = 500; // milliseconds that a digit waits for a next key, which would make it part of a sentence

  /** @param {string} text @param {boolean} [caution] */
  function say(text, caution = false) {
    if (!state) return;
    state.textContent = text;
    state.classList.toggle("is-caution", caution);
  }

  /** Show which level is chosen. @param {string} code @param {string} revision */
  function show(code, revision) {
    form.querySelectorAll(".level").forEach((level) => {
      const chosen = level instanceof HTMLElement && level.dataset.level === code;
      level.classList.toggle("is-chosen", chosen);
      level.querySelector(".level-chosen-label")?.toggleAttribute("hidden", !chosen);
      const button = level.querySelector("button[name=level]");
      button?.setAttribute("aria-pressed", String(chosen));
      button?.classList.toggle("btn-primary", chosen);
      button?.classList.toggle("btn-outline-secondary", !chosen);
    });
    /** @type {HTMLInputElement} */ (form.elements.namedItem("revision")).value = revision;
  }

  const chosen = () => /** @type {HTMLElement | null} */ (form.querySelector(".level.is-chosen"))?.dataset.level ?? "";

  /**
   * Says what is chosen now, and offers the way back from the last change, once.
   * @param {string} before the level until now, "" for none @param {boolean} undoing
   */
  function offerUndo(before, undoing) {
    const name = form.querySelector(".level.is-chosen h2")?.textContent.trim() ?? "";
    window.portal.announce((name ? form.dataset.rated : form.dataset.unrated)?.replace("{level}", name) ?? "");
    if (undo && undoing) undo.hidden = true;
    if (!undo || undoing || before === chosen()) return;
    undo.hidden = false;
    undo.value = before;
  }

  /** Shows the levels as a colleague rated them meanwhile. All else stays: somebody may be writing on this page. */
  async function lookAgain() {
    const answer = await fetch(location.pathname);
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("levels");
    if (!now) throw new Error("a page without levels");
    const hadFocus = form.contains(document.activeElement);
    form.replaceChildren(...now.childNodes);
    window.htmx.process(form);
    if (hadFocus) form.focus({ preventScroll: true });
    if (undo) undo.hidden = true;
    say(form.dataset.outdated ?? "", true);
    window.htmx.trigger("#scale-help", "refresh");
  }

  let busy = false;

  /** @param {string} code the level, "" to take the rating back @param {boolean} [undoing] */
  async function rate(code, undoing = false) {
    if (busy) return;
    busy = true;
    const before = chosen();
    say(state?.dataset.saving ?? "");
    const body = new FormData(form);
    body.set("level", code);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json", ...window.portal.headers() },
      });
      if (answer.status === 401) say(form.dataset.signedout ?? "", true);
      if (answer.status === 401) return window.portal.askToSignIn((await answer.json()).login);
      if (answer.status === 409) return await lookAgain();
      if (!answer.ok) return say(window.portal.reason(await answer.text()) || (form.dataset.failed ?? ""), true);
      const saved = await answer.json();
      show(saved.level, String(saved.revision));
      offerUndo(before, undoing);
      say((state?.dataset.saved ?? "").replace("{time}", saved.time));
      window.htmx.trigger("#scale-help", "refresh");
    } catch {
      say(form.dataset.failed ?? "", true);
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", (event) => {
    const button = /** @type {SubmitEvent} */ (event).submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    rate(button.value);
  });

  undo?.addEventListener("click", () => {
    form.focus({ preventScroll: true });
    rate(undo.value, true);
  });

  // A key rates only where the levels have the focus and nobody is typing: a sentence that goes nowhere by mistake,
  // with a digit in it, must never change a rating.
  let typed = -QUIET;
  let waiting = 0;

  /** @param {KeyboardEvent} event @returns {HTMLButtonElement | null} the level that this key means here */
  function meant(event) {
    if (event.repeat || !form.contains(document.activeElement)) return null;
    return form.querySelector(`button[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const button = meant(event);
    const quiet = !waiting && event.timeStamp - typed > QUIET;
    clearTimeout(waiting);
    waiting = 0;
    if (!button || !quiet) {
      typed = event.timeStamp;
      return;
    }
    waiting = window.setTimeout(() => {
      waiting = 0;
      if (form.contains(document.activeElement)) rate(button.value);
    }, PATIENCE);
  });

  const asked = location.hash || document.querySelector(".error-summary") || document.activeElement !== document.body;
  if (!asked) form.focus({ preventScroll: true });

  // The motivation shows itself while the legend contradicts the choice, or something is written there.
  document.body.addEventListener("htmx:afterSwap", () => {
    const motivation = document.getElementById("motivation");
    const wanted = document.getElementById("contradictions") || motivation?.querySelector("textarea")?.value;
    motivation?.toggleAttribute("hidden", !wanted);
  });
})();
