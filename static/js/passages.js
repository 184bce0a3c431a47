// Texts save themselves. Until the server confirms, what was typed lives in this browser, per person and text.
// @ts-check
(() => {
  "use strict";

  const IDLE = 1200; // milliseconds of rest before a text is sent
  const RETRY = 5000; // milliseconds before a failed sending is tried again
  const page = crypto.randomUUID();
  const state = document.getElementById("save-state");

  /** @param {string} name the key of a sentence on the state element @param {string} [time] @param {boolean} [caution] */
  function say(name, time = "", caution = false) {
    if (!state) return;
    state.textContent = (state.dataset[name] ?? "").replace("{time}", time);
    state.classList.toggle("is-caution", caution);
  }

  /** One text on the page, with its form. */
  class Passage {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.form = form;
      this.text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
      this.revision = /** @type {HTMLInputElement} */ (form.elements.namedItem("revision"));
      this.key = `passage:${form.dataset.user}:${form.dataset.passage}`;
      this.page = page;
      this.confirmed = this.text.value;
      this.timer = 0;
      this.sending = false;
      this.conflict = false;
      this.restore();
      form.querySelector(".passage-foot button")?.setAttribute("hidden", "");
      this.text.addEventListener("input", () => this.changed());
      this.text.addEventListener("blur", () => this.save());
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.save();
      });
    }

    /** Put back what an earlier page could not send, against the revision that it was read at. */
    restore() {
      const kept = window.portal.unsent.read(this.key);
      if (!kept) return;
      const { text, revision, page: earlier } = kept;
      if (text === this.confirmed) return window.portal.unsent.drop(this.key);
      this.page = earlier; // its last save may have arrived without an answer: that is no collision
      this.text.value = text;
      this.revision.value = revision;
      say("restored", "", true);
      this.schedule(0);
    }

    changed() {
      this.keep();
      say("saving");
      this.schedule(IDLE);
    }

    keep() {
      window.portal.unsent.keep(this.key, { text: this.text.value, revision: this.revision.value, page: this.page });
    }

    /** @param {number} wait milliseconds */
    schedule(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
    }

    get dirty() {
      return this.text.value !== this.confirmed;
    }

    async save() {
      clearTimeout(this.timer);
      if (!this.dirty || this.sending || this.conflict) return;
      this.sending = true;
      const sent = this.text.value;
      const body = new URLSearchParams({ text: sent, revision: this.revision.value, page: this.page });
      const headers = { Accept: "application/json", "X-CSRFToken": window.portal.csrfToken() };
      const answer = await fetch(this.form.action, { method: "POST", body, headers }).catch(() => null);
      if (answer && ![502, 503, 504].includes(answer.status)) {
        await this.settle(answer, sent);
      } else {
        say("offline", "", true);
        this.schedule(RETRY);
      }
      this.sending = false;
    }

    /** @param {Response} answer @param {string} sent */
    async settle(answer, sent) {
      if (answer.status === 401) {
        window.portal.askToSignIn((await answer.json()).login);
        return this.schedule(RETRY);
      }
      if (answer.status === 409) return this.showBoth(await answer.text(), sent);
      if (!answer.ok) {
        say("refused", "", true);
        return this.explain(answer);
      }
      const { outcome, revision, text, time } = await answer.json();
      if (outcome === "merged" && this.text.value !== sent) return this.schedule(IDLE); // merge again, with what was typed since
      const place = this.text.selectionStart;
      if (this.text.value === sent && text !== sent) {
        this.text.value = text;
        this.text.setSelectionRange(place, place);
      }
      this.confirmed = outcome === "merged" ? text : sent;
      this.revision.value = String(revision);
      if (this.dirty) {
        this.keep();
        return this.schedule(IDLE);
      }
      window.portal.unsent.drop(this.key);
      say(outcome === "merged" ? "merged" : "saved", time);
      const own = this.form.querySelector(".passage-state");
      if (own && state) own.textContent = state.textContent;
      const help = document.getElementById("scale-help");
      if (help) window.htmx.trigger(help, "refresh");
    }

    /** Both texts are on the server now; the person decides. @param {string} html @param {string} sent */
    showBoth(html, sent) {
      this.conflict = true;
      const place = /** @type {HTMLElement} */ (this.form.querySelector(".passage-conflict"));
      this.form.after(place);
      place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      this.text.readOnly = true;
      say("conflict", "", true);
      const choice = place.querySelector("textarea");
      if (!choice) return;
      if (this.text.value !== sent) choice.value += `\n\n${this.text.value}`; // typed while the answer was under way
      else window.portal.unsent.drop(this.key);
      choice.focus();
    }

    /** @param {Response} answer a refusal: its page says why */
    async explain(answer) {
      const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main .notice, main p");
      const status = this.form.querySelector(".passage-state");
      if (status && said) status.textContent = said.textContent.trim();
    }
  }

  const passages = [...document.querySelectorAll("form[data-passage]")].map(
    (form) => new Passage(/** @type {HTMLFormElement} */ (form)),
  );
  window.addEventListener("online", () => passages.forEach((passage) => passage.save()));
  window.addEventListener("beforeunload", (event) => {
    if (passages.some((passage) => passage.dirty && !passage.conflict)) event.preventDefault();
  });
})();
