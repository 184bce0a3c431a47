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
      this.key = window.portal.keyOf(form);
      this.page = page;
      this.confirmed = this.text.value;
      this.timer = 0;
      this.sending = false;
      this.conflict = false;
      this.beside = ""; // in a conflict: what the server keeps of this text
      /** @type {{ form: HTMLFormElement, button: HTMLElement | null } | null} */
      this.deciding = null; // in a conflict: what was pressed and is not on the server yet
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
      if (typeof kept?.text !== "string") return;
      const { text, revision, by } = kept;
      if (text === this.confirmed) return window.portal.unsent.drop(this.key);
      this.page = by; // its last save may have arrived without an answer: that is no collision
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
      const kept = { text: this.text.value, revision: this.revision.value, by: this.page, page: location.pathname };
      window.portal.unsent.keep(this.key, kept);
    }

    /** @param {number} wait milliseconds */
    schedule(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
    }

    get dirty() {
      return this.text.value !== this.confirmed;
    }

    /** Whether the server lacks words of this text: in a conflict it keeps those that were sent. */
    get unconfirmed() {
      return this.text.value !== (this.conflict ? this.beside : this.confirmed);
    }

    async save() {
      clearTimeout(this.timer);
      if (this.sending) return;
      if (this.conflict) return this.decide();
      if (!this.dirty) return;
      const sent = this.text.value;
      const answer = await this.ask({ text: sent, revision: this.revision.value, page: this.page });
      if (answer?.status === 409) this.showBoth(answer.said, sent);
      else if (answer?.told) this.settle(answer.told, sent);
    }

    /**
     * One question at a time; asked again where it can't be asked now.
     * @param {Record<string, string> | string[][]} fields
     */
    async ask(fields) {
      this.sending = true;
      const answer = await this.post(new URLSearchParams(fields)).finally(() => (this.sending = false));
      if (!answer) this.schedule(RETRY);
      return answer;
    }

    /**
     * @param {URLSearchParams} body
     * @returns {Promise<{ status: number, said: string, told: any } | null>} `told`: what an accepted text became;
     *   null where the server can't be asked now
     */
    async post(body) {
      const headers = { Accept: "application/json", ...window.portal.headers() };
      let status, said, told;
      try {
        const answer = await fetch(this.form.action, { method: "POST", body, headers });
        status = answer.status;
        said = await answer.text(); // the connection may break after the head, too
        told = answer.ok || status === 401 ? JSON.parse(said) : null; // another page is one of the network's, not ours
      } catch {
        return this.wait("offline");
      }
      if (AWAY.includes(status)) return this.wait("offline");
      if (status === 401) {
        window.portal.askToSignIn(told.login);
        return this.wait("signedout");
      }
      if (told) window.portal.signedIn();
      else if (status !== 409) {
        say("refused", "", true);
        this.explain(said);
      }
      return { status, said, told };
    }

    /** @param {string} name why the text waits in this browser @returns {null} */
    wait(name) {
      say(window.portal.unsent.works ? name : "unkept", "", true);
      return null;
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
      window.portal.listLeftovers();
      say(name, time);
      const own = this.form.querySelector(".passage-state");
      if (own && state) own.textContent = state.textContent;
      const help = document.getElementById("scale-help");
      if (help) window.htmx.trigger(help, "refresh");
    }

    /** Both texts are on the server now; the person decides, when they are ready to. @param {string} html @param {string} sent */
    showBoth(html, sent) {
      this.conflict = true;
      this.beside = sent;
      this.place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      say("conflict", "", true);
      const form = this.place.querySelector("form");
      if (!form) return;
      form.querySelector("textarea")?.addEventListener("focus", () => (this.text.readOnly = true));
      form.addEventListener("input", () => this.undecided());
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.deciding = { form, button: event.submitter };
        this.save();
      });
      this.choice = window.portal.keepForm(form);
      if (this.choice.restored) this.text.readOnly = true;
      else this.join();
      this.keep();
    }

    /** Whoever types on in what was pressed already presses again. */
    undecided() {
      this.deciding = null;
      say("conflict", "", true);
    }

    /** Until the person turns to the box that is to join both texts, it follows what they go on typing in their own. */
    join() {
      const choice = this.place.querySelector("textarea");
      const theirs = /** @type {HTMLButtonElement | null} */ (this.place.querySelector("button[name=text]"))?.value ?? "";
      const mine = this.text.value;
      if (choice) choice.value = mine.includes(theirs.trimEnd()) ? mine : `${theirs}\n\n${mine}`;
    }

    /** Sends what was pressed, as it stands now. */
    async decide() {
      if (!this.deciding) return;
      const { form, button } = this.deciding;
      const box = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
      const chosen = box.value;
      this.text.readOnly = true;
      this.choice.keep(true);
      const fields = [...new FormData(form, button)].map(([name, value]) => [name, String(value)]);
      const answer = await this.ask(fields);
      if (!answer) return;
      this.deciding = null;
      const typedSince = box.value === chosen ? null : box.value;
      if (answer.status === 409) {
        this.choice.drop(); // the server keeps it, as what stood in this text
        this.text.value = typedSince ?? chosen;
        this.revision.value = String(new FormData(form).get("revision"));
        return this.showBoth(answer.said, chosen);
      }
      if (!answer.told) return;
      const { revision, text, time } = answer.told;
      this.choice.drop();
      this.place.replaceChildren();
      this.conflict = this.text.readOnly = false;
      this.confirmed = text;
      this.text.value = typedSince ?? text;
      this.revision.value = String(revision);
      this.done("saved", time);
      if (this.dirty) this.changed();
      this.text.focus();
    }

    /** @param {string} html a refusal: its page says why */
    explain(html) {
      const status = this.form.querySelector(".passage-state");
      if (status) status.textContent = window.portal.reason(html) || status.textContent;
    }
  }

  const passages = [...document.querySelectorAll("form[data-passage]")].map(
    (form) => new Passage(/** @type {HTMLFormElement} */ (form)),
  );
  window.addEventListener("online", () => passages.forEach((passage) => passage.save()));
  window.addEventListener("beforeunload", (event) => {
    if (passages.some((passage) => passage.unconfirmed)) event.preventDefault();
  });
})();
