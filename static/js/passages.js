// Texts save themselves. Until the server confirms, what was typed lives in this browser, per person and text.
// @ts-check
(() => {
  "use strict";

  const IDLE = 1200; // milliseconds of rest before a text is sent
  const RETRY = 5000; // milliseconds before a failed sending is tried again
  const AWAY = [502, 503, 504]; // nobody is there, or the database is taken: asked again later
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
      this.place = /** @type {HTMLElement} */ (form.querySelector(".passage-conflict"));
      form.after(this.place); // a form in a form is none
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
      if (this.conflict) return this.join();
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
      const answer = await this.post(body);
      if (!answer) this.schedule(RETRY);
      else if (answer.status === 409) this.showBoth(await answer.text());
      else if (answer.ok) this.settle(await answer.json(), sent);
      this.sending = false;
    }

    /** @param {URLSearchParams} body @returns {Promise<Response | null>} null where the server can't be asked now */
    async post(body) {
      const headers = { Accept: "application/json", "X-CSRFToken": window.portal.csrfToken() };
      const answer = await fetch(this.form.action, { method: "POST", body, headers }).catch(() => null);
      if (!answer || AWAY.includes(answer.status)) {
        say("offline", "", true);
        return null;
      }
      if (answer.status === 401) {
        window.portal.askToSignIn((await answer.json()).login);
        say("signedout", "", true);
        return null;
      }
      if (answer.ok) window.portal.signedIn();
      else if (answer.status !== 409) {
        say("refused", "", true);
        await this.explain(answer);
      }
      return answer;
    }

    /** @param {any} said what the server answered @param {string} sent */
    settle({ outcome, revision, text, time }, sent) {
      if (outcome === "merged" && this.text.value !== sent) return this.schedule(IDLE); // merge again, with what was typed since
      if (this.text.value === sent && text.trimEnd() !== sent.trimEnd()) this.replace(text.trimEnd() + sent.slice(sent.trimEnd().length));
      this.confirmed = outcome === "merged" ? text : sent;
      this.revision.value = String(revision);
      if (this.dirty) {
        this.keep();
        return this.schedule(IDLE);
      }
      this.done(outcome === "merged" ? "merged" : "saved", time);
    }

    /** Puts another text in the box; the cursor stays before the words that it stood before. @param {string} text */
    replace(text) {
      const place = this.text.selectionStart;
      const after = this.text.value.slice(place);
      this.text.value = text;
      const same = text.endsWith(after) ? text.length - after.length : place;
      this.text.setSelectionRange(same, same);
    }

    /** What was typed is on the server. @param {string} name how the save state says it @param {string} time */
    done(name, time) {
      window.portal.unsent.drop(this.key);
      say(name, time);
      const own = this.form.querySelector(".passage-state");
      if (own && state) own.textContent = state.textContent;
      const help = document.getElementById("scale-help");
      if (help) window.htmx.trigger(help, "refresh");
    }

    /** Both texts are on the server now; the person decides, when they are ready to. @param {string} html */
    showBoth(html) {
      this.conflict = true;
      this.place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      say("conflict", "", true);
      const choice = this.place.querySelector("textarea");
      if (!choice) return;
      choice.addEventListener("focus", () => (this.text.readOnly = true));
      choice.form?.addEventListener("submit", (event) => this.decide(/** @type {SubmitEvent} */ (event)));
      this.join();
      this.keep();
    }

    /** Until the person turns to the box that is to join both texts, it follows what they go on typing in their own. */
    join() {
      const choice = this.place.querySelector("textarea");
      const theirs = /** @type {HTMLButtonElement | null} */ (this.place.querySelector("[data-keep]"))?.value ?? "";
      const mine = this.text.value;
      if (choice) choice.value = mine.includes(theirs.trimEnd()) ? mine : `${theirs}\n\n${mine}`;
    }

    /** @param {SubmitEvent} event */
    async decide(event) {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      const fields = [...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)]);
      const answer = await this.post(new URLSearchParams(fields));
      if (answer?.status === 409) return this.showBoth(await answer.text());
      if (!answer?.ok) return;
      const { revision, text, time } = await answer.json();
      this.place.replaceChildren();
      this.conflict = this.text.readOnly = false;
      this.text.value = this.confirmed = text;
      this.revision.value = String(revision);
      this.done("saved", time);
      this.text.focus();
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
