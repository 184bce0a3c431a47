// Writing an instrument: forms save themselves against what was read, lists are reordered by dragging.
// Until the server confirms, what was typed lives in this browser, per person and form.
// Without this file the same forms have a Save button and lists have buttons up and down.
// @ts-check
(() => {
  "use strict";

  const IDLE = 1200; // milliseconds of rest before a form is sent
  const RETRY = 5000; // milliseconds before a failed sending is tried again
  const state = document.getElementById("save-state");

  /** @param {string} name the key of a sentence on the state element @param {string} [time] */
  function say(name, time = "") {
    if (!state) return;
    if (name === "offline" && !window.portal.unsent.works) name = "unkept";
    state.textContent = (state.dataset[name] ?? "").replace("{time}", time);
    state.classList.toggle("is-caution", !["saving", "saved"].includes(name));
  }

  /** @param {string} name @param {HTMLElement} after @param {string} [text] */
  function message(name, after, text = "") {
    const note = document.createElement("p");
    note.className = "field-message";
    note.dataset.message = name;
    note.textContent = text;
    after.insertAdjacentElement("afterend", note);
    return note;
  }

  /** One form that saves itself. */
  class Autosave {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.form = form;
      this.key = `authoring:${form.dataset.user}:${new URL(form.action).pathname}`;
      this.confirmed = this.typed();
      this.was = this.asRead();
      this.timer = 0;
      this.clash = false;
      /** @type {Promise<boolean> | null} */
      this.sending = null;
      form.querySelector("[data-save]")?.setAttribute("hidden", "");
      this.restore();
      form.addEventListener("input", () => {
        this.keep();
        this.schedule(IDLE);
      });
      form.addEventListener("change", () => {
        this.keep();
        this.save();
      });
      form.addEventListener("submit", (event) => this.submitted(/** @type {SubmitEvent} */ (event)));
    }

    /** What a person can type or choose here, as one string. */
    typed() {
      return JSON.stringify([...this.controls()].map((control) => [control.name, control.value]));
    }

    controls() {
      const found = this.form.querySelectorAll("input:not([type=hidden]), textarea, select");
      return /** @type {NodeListOf<HTMLInputElement>} */ (found);
    }

    get dirty() {
      return this.typed() !== this.confirmed;
    }

    /** The hidden fields that say what this page has read, by name. */
    asRead() {
      const fields = /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll("input[type=hidden][name^=was]"));
      return Object.fromEntries([...fields].map((field) => [field.name, field.value]));
    }

    keep() {
      if (this.dirty) window.portal.unsent.keep(this.key, { typed: this.typed(), was: this.was });
      else window.portal.unsent.drop(this.key);
    }

    /** Puts back what an earlier page could not send, against what that page had read. */
    restore() {
      const kept = window.portal.unsent.read(this.key);
      if (!kept) return;
      if (kept.typed === this.confirmed) return window.portal.unsent.drop(this.key);
      const same = kept.was.was === this.was.was; // else other sentences stand here: a remark of then may fit none
      /** @type {[string, string][]} */
      const typed = JSON.parse(kept.typed);
      for (const control of this.controls()) {
        const place = typed.findIndex(([name]) => name === control.name);
        if (place < 0 || (control.name === "erratum" && !same)) continue;
        const [[, value]] = typed.splice(place, 1);
        if (control.value !== value) control.closest("details")?.setAttribute("open", "");
        control.value = value;
      }
      for (const [name, value] of Object.entries(kept.was)) this.read(name, value);
      this.was = kept.was;
      this.tellRemarks(typed.map(([, value]) => value).filter(Boolean));
      if (!this.dirty) return window.portal.unsent.drop(this.key);
      say("restored");
      this.schedule(0);
    }

    /** Remarks that find no sentence any more are said, to be copied. @param {string[]} remarks */
    tellRemarks(remarks) {
      const area = this.form.querySelector("textarea");
      const shown = new Set([...this.controls()].map((control) => control.value));
      for (const remark of remarks.filter((one) => !shown.has(one))) {
        const note = document.createElement("p");
        note.className = "field-message";
        note.textContent = `${state?.dataset.remark ?? ""} ${remark}`;
        area?.insertAdjacentElement("afterend", note);
      }
    }

    /** @param {number} wait milliseconds */
    schedule(wait) {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.save(), wait);
    }

    /** @param {SubmitEvent} event */
    async submitted(event) {
      event.preventDefault();
      const button = event.submitter;
      const order = button instanceof HTMLButtonElement && button.name ? button : null;
      if (this.sending) await this.sending;
      if (this.dirty && !(await this.save())) return;
      if (order) await this.send([order.name, order.value]);
    }

    /** @returns {Promise<boolean>} whether all that was typed is on the server now */
    async save() {
      clearTimeout(this.timer);
      if (this.sending) await this.sending;
      if (this.clash) return false;
      return !this.dirty || this.send();
    }

    /** @param {[string, string]} [order] a button's name and value */
    send(order) {
      this.sending = this.post(order).finally(() => (this.sending = null));
      return this.sending;
    }

    /** @param {[string, string]} [order] */
    async post(order) {
      say("saving");
      const sent = this.typed();
      const body = new FormData(this.form);
      if (order) body.append(...order);
      const headers = { Accept: "application/json", ...window.portal.headers() };
      const answer = await fetch(this.form.action, { method: "POST", body, headers }).catch(() => null);
      const said = (await answer?.json().catch(() => null)) ?? null; // another page is one of the network's, not ours
      if (!answer || answer.status >= 500 || answer.status === 401 || (answer.ok && !said)) {
        if (answer?.status === 401 && said) window.portal.askToSignIn(said.login);
        say("offline");
        this.schedule(RETRY);
        return false;
      }
      this.form.querySelectorAll("[data-message], [data-clash]").forEach((note) => note.remove());
      if (!answer.ok) return this.refused(answer.status, said ?? {});
      this.kept(said, sent);
      return true;
    }

    /** @param {any} said what the server answered @param {string} sent */
    kept(said, sent) {
      if (said.sentences) this.show(said.sentences);
      for (const [name, value] of Object.entries(said.was ?? {})) this.read(name, /** @type {string} */ (value));
      this.was = this.asRead();
      this.confirmed = said.sentences ? this.typedAfter(sent) : sent;
      this.keep();
      say("saved", said.time);
      const missing = document.getElementById("missing");
      if (missing) window.htmx.trigger(missing, "refresh");
      if (this.dirty) this.schedule(IDLE);
    }

    /** The remarks come from the server again, the paragraph is what was sent. @param {string} sent */
    typedAfter(sent) {
      const own = JSON.parse(sent).filter((/** @type {string[]} */ pair) => pair[0] !== "erratum");
      const rest = JSON.parse(this.typed()).filter((/** @type {string[]} */ pair) => pair[0] === "erratum");
      const held = this.held;
      if (held && rest[held.index]) rest[held.index] = ["erratum", held.before];
      return JSON.stringify([...own, ...rest]);
    }

    /** @param {string} name @param {string} value of a hidden field that carries what was read */
    read(name, value) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }

    /** Puts the sentences beneath the text; what somebody types in there at this moment stays. @param {string} html */
    show(html) {
      const old = this.form.querySelector("[data-sentences]");
      const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sentences]");
      if (!old || !fresh) return;
      const all = (/** @type {Element} */ where) => [...where.querySelectorAll("input[name=erratum]")];
      const active = document.activeElement;
      const index = active instanceof HTMLInputElement ? all(old).indexOf(active) : -1;
      const opened = [...old.querySelectorAll("details")].map((details) => details.open);
      old.replaceWith(fresh);
      this.held = null;
      fresh.querySelectorAll("details").forEach((details, place) => (details.open ||= opened[place] ?? false));
      const same = /** @type {HTMLInputElement | undefined} */ (all(fresh)[index]);
      if (!same || !(active instanceof HTMLInputElement)) return;
      this.held = { index, before: same.value };
      same.value = active.value;
      same.focus();
      same.setSelectionRange(active.selectionStart, active.selectionEnd);
    }

    /** @param {number} status @param {any} said */
    refused(status, said) {
      const { errors = {}, now = {}, theirs } = said;
      if (theirs !== undefined) {
        this.show(said.sentences);
        this.choose(this.form.querySelector("textarea"), theirs);
      }
      for (const [name, reasons] of Object.entries(errors)) {
        const control = this.form.elements.namedItem(name);
        const place = control instanceof HTMLElement ? control : this.form.querySelector("textarea, input:not([type=hidden])");
        if (!(place instanceof HTMLElement)) continue;
        if (name in now) {
          this.read(`was-${name}`, now[name]);
          this.choose(/** @type {HTMLInputElement} */ (place), now[name]);
        } else {
          const note = message(name, place, /** @type {string[]} */ (reasons).join(" "));
          note.id = `message-${place.id}`;
          place.setAttribute("aria-describedby", note.id);
          window.portal.announce(note.textContent ?? "");
        }
      }
      say(this.clash ? "clash" : "refused");
      return false;
    }

    /** Both texts; nothing is sent until the person chose. @param {any} control @param {string} theirs */
    choose(control, theirs) {
      const template = document.getElementById("clash");
      if (!control || !(template instanceof HTMLTemplateElement)) return;
      this.clash = true;
      const notice = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
      notice.dataset.clash = "";
      const text = /** @type {HTMLElement} */ (notice.querySelector("[data-theirs]"));
      text.textContent = theirs || "–";
      control.insertAdjacentElement("afterend", notice);
      const settle = () => {
        notice.remove();
        this.clash = this.form.querySelector("[data-clash]") !== null;
        if (!this.clash) this.was = this.asRead(); // the person saw theirs
        this.keep();
        control.focus();
      };
      notice.querySelector("[data-keep]")?.addEventListener("click", () => {
        settle();
        if (!this.clash) this.send();
      });
      notice.querySelector("[data-take]")?.addEventListener("click", () => {
        control.value = theirs;
        settle();
        if (!this.clash) this.send();
      });
      window.portal.announce(state?.dataset.clash ?? "");
    }
  }

  /** Dragging rows of a list. @param {Element} list the element around it, which stays */
  function draggable(list) {
    /** @type {HTMLElement | null} */
    let dragged = null;
    /** @type {ChildNode | null} */
    let home = null;
    let dropped = false;
    const rows = () => [...list.querySelectorAll("[data-part]")];

    list.addEventListener("dragstart", (event) => {
      dragged = /** @type {HTMLElement} */ (event.target).closest("[data-part]");
      home = dragged?.nextSibling ?? null;
      dropped = false;
      dragged?.classList.add("is-dragged");
    });
    list.addEventListener("dragover", (event) => {
      const over = /** @type {HTMLElement} */ (event.target).closest("[data-part]");
      if (!dragged) return;
      event.preventDefault();
      if (!over || over === dragged) return;
      const { top, height } = over.getBoundingClientRect();
      over.parentElement?.insertBefore(dragged, /** @type {DragEvent} */ (event).clientY < top + height / 2 ? over : over.nextSibling);
    });
    list.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      dropped = true;
      const to = String(rows().indexOf(dragged) + 1);
      window.htmx.ajax("POST", dragged.dataset.move ?? "", { target: list, swap: "innerHTML", values: { to } });
    });
    list.addEventListener("dragend", () => {
      dragged?.classList.remove("is-dragged");
      if (!dropped) home?.parentNode?.insertBefore(/** @type {Node} */ (dragged), home);
      dragged = null;
    });
  }

  function equip() {
    document.querySelectorAll("[data-part]").forEach((row) => row.setAttribute("draggable", "true"));
    document.querySelectorAll("[data-handle]").forEach((handle) => handle.removeAttribute("hidden"));
  }

  const forms = [...document.querySelectorAll("form[data-autosave]")].map(
    (form) => new Autosave(/** @type {HTMLFormElement} */ (form)),
  );
  document.querySelectorAll("[id^=list-]").forEach(draggable);
  equip();
  document.addEventListener("htmx:afterSwap", equip);
  window.addEventListener("online", () => forms.forEach((form) => form.save()));
  window.addEventListener("beforeunload", (event) => {
    if (forms.some((form) => form.dirty)) event.preventDefault();
  });
})();
