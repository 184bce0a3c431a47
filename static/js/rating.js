// Rating with one click or one key: the page stays, the help column is fetched anew.
// @ts-check
(() => {
  "use strict";

  const form = document.getElementById("levels");
  if (!(form instanceof HTMLFormElement)) return; // whoever may not rate sees a section
  const state = document.getElementById("save-state");

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

  const outdated = sessionStorage.getItem("outdated");
  if (outdated) {
    sessionStorage.removeItem("outdated");
    say(outdated, true);
  }

  let busy = false;

  /** @param {string} code */
  async function rate(code) {
    if (busy) return;
    busy = true;
    say(state?.dataset.saving ?? "");
    const body = new FormData(form);
    body.set("level", code);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": window.portal.csrfToken() },
      });
      if (answer.status === 401) say(form.dataset.failed ?? "", true);
      if (answer.status === 401) return window.portal.askToSignIn((await answer.json()).login);
      if (answer.status === 409) {
        sessionStorage.setItem("outdated", form.dataset.outdated ?? "");
        return location.reload();
      }
      if (!answer.ok) {
        // As a plain form, so that the page says why.
        const level = Object.assign(document.createElement("input"), { type: "hidden", name: "level", value: code });
        form.append(level);
        return form.submit();
      }
      const saved = await answer.json();
      show(saved.level, String(saved.revision));
      const time = new Date().toLocaleTimeString("nl", { hour: "2-digit", minute: "2-digit" });
      say((state?.dataset.saved ?? "").replace("{time}", time));
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

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const button = form.querySelector(`button[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
    if (button instanceof HTMLButtonElement) rate(button.value);
  });

  // The motivation shows itself while the legend contradicts the choice, or something is written there.
  document.body.addEventListener("htmx:afterSwap", () => {
    const motivation = document.getElementById("motivation");
    const wanted = document.getElementById("contradictions") || motivation?.querySelector("textarea")?.value;
    motivation?.toggleAttribute("hidden", !wanted);
  });
})();
