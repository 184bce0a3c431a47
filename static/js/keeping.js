// Forms that a button sends (a finding, a comment, a choice between two texts): what somebody types there lives in this
// browser, per person and place, until a page shows it as saved. Copies that have no form any more are listed.
// @ts-check
(() => {
  "use strict";

  const { unsent } = window.portal;
  const SAVED = ".typed-text, form.passage textarea"; // where pages show what the server has

  /** The name under which a form's text is kept: never another person's. @param {HTMLFormElement} form */
  function keyOf(form) {
    const place = `unsent:${form.dataset.user}:${new URL(form.action).pathname}`;
    return form.dataset.keep ? `${place}#${form.dataset.keep}` : place;
  }

  /** How often a text stands on this page as saved. @param {string} text */
  function timesShown(text) {
    const plain = (/** @type {string | null} */ words) => (words ?? "").replaceAll("\r\n", "\n").trim();
    const shown = [...document.querySelectorAll(SAVED)].map((one) =>
      plain(one instanceof HTMLTextAreaElement ? one.defaultValue : one.textContent),
    );
    return shown.filter((one) => one === plain(text)).length;
  }

  /** The copy that still waits, or null: one that was sent is over once a page shows it. @param {string} key */
  function waiting(key) {
    const copy = unsent.read(key);
    if (typeof copy?.text !== "string") return null;
    if (copy.before === undefined || timesShown(copy.text) <= copy.before) return copy;
    unsent.drop(key);
    return null;
  }

  /** One form with `data-keep`. */
  class Kept {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.form = form;
      this.key = keyOf(form);
      this.drawn = this.typed();
      this.dirty = this.leaving = false;
      this.restored = this.restore();
      form.addEventListener("input", () => this.keep());
      form.addEventListener("submit", (event) => this.submitted(event));
      form.querySelector("[data-discard]")?.addEventListener("click", () => this.drop());
    }

    controls() {
      const named = [...this.form.elements].filter((one) => one.matches("[name]:not([type=hidden], button, fieldset)"));
      return /** @type {HTMLInputElement[]} */ (named);
    }

    /** What a person typed and chose here, as one string. */
    typed() {
      const given = this.controls().filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked);
      return JSON.stringify(given.map((one) => [one.name, one.value]));
    }

    /** @returns {boolean} whether something was put back */
    restore() {
      const copy = waiting(this.key);
      if (!copy?.typed) return false;
      this.dirty = true;
      if (copy.typed === this.drawn) this.drawn = ""; // refused and shown again: it is on no server
      /** @type {[string, string][]} */
      const typed = JSON.parse(copy.typed);
      for (const one of this.controls()) {
        const values = typed.filter(([name]) => name === one.name).map(([, value]) => value);
        if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
        else if (values.length) one.value = values[0];
      }
      this.form.closest("details")?.setAttribute("open", "");
      return true;
    }

    /** @param {boolean} [always] also what is as the server drew it @param {number} [before] see `waiting` */
    keep(always = false, before = undefined) {
      const typed = this.typed();
      if (typed === this.drawn && !always) return this.drop();
      this.dirty = true;
      this.leaving = false;
      const text = this.form.querySelector("textarea")?.value ?? "";
      unsent.keep(this.key, { text, typed, before, page: location.pathname });
      if (!unsent.works) this.tellUnkept();
    }

    drop() {
      this.dirty = false;
      unsent.drop(this.key);
    }

    /** @param {Event} event */
    submitted(event) {
      if (event.defaultPrevented) return; // a script sends it, and knows what became of it
      this.keep(true, timesShown(this.form.querySelector("textarea")?.value ?? ""));
      this.leaving = true;
      const [own] = this.key.split("#decision"); // the text that led to this choice: shown, so the server has it
      if (own !== this.key && timesShown(unsent.read(own)?.text ?? "")) unsent.drop(own);
    }

    tellUnkept() {
      const template = document.getElementById("unkept");
      if (!(template instanceof HTMLTemplateElement) || this.form.querySelector(".unkept")) return;
      this.form.append(template.content.cloneNode(true));
    }
  }

  /** @type {Map<HTMLFormElement, Kept>} */
  const kept = new Map();

  /** @param {HTMLFormElement} form */
  function keepForm(form) {
    const known = kept.get(form) ?? new Kept(form);
    kept.set(form, known);
    listed.get(known.key)?.remove();
    return known;
  }

  function keepAll() {
    document.querySelectorAll("form[data-keep]").forEach((form) => keepForm(/** @type {HTMLFormElement} */ (form)));
  }

  /** @type {Map<string, HTMLElement>} */
  const listed = new Map(); // the notices, by the name of their copy

  /**
   * Shows copies that have no form where they were typed: it is final by now, the finding is gone, somebody else writes.
   * The overview shows each, since its page may be gone. A choice between two texts waits for its text, which is sent first.
   */
  function listLeftovers() {
    const template = document.getElementById("leftover");
    if (!(template instanceof HTMLTemplateElement)) return;
    const { user, place } = template.dataset;
    const here = new Set([...document.querySelectorAll("form[data-user]")].map((form) => keyOf(/** @type {any} */ (form))));
    for (const key of unsent.keys(`unsent:${user}:${place}`)) {
      const [own] = key.split("#decision");
      const follows = own !== key && here.has(own) && unsent.read(own);
      const copy = here.has(key) || follows || listed.has(key) ? null : waiting(key);
      if (!copy) continue;
      const form = own.slice(own.indexOf("/")); // a page of its own, where one leads there from here
      const goal = document.querySelector(`a[href="${form}"]`) ? form : copy.page;
      if (goal === form || [place, copy.page].includes(location.pathname)) show(template, key, copy.text, goal);
    }
  }

  /** @param {HTMLTemplateElement} template @param {string} key @param {string} text @param {string} goal where to go on */
  function show(template, key, text, goal) {
    const notice = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const link = notice.querySelector("a");
    if (goal === location.pathname) link?.remove();
    else if (link) link.href = goal;
    const box = notice.querySelector("textarea");
    if (box) box.value = text;
    notice.querySelector("button")?.addEventListener("click", () => {
      unsent.drop(key);
      notice.remove();
    });
    document.querySelector(".page-top")?.before(notice);
    listed.set(key, notice);
  }

  Object.assign(window.portal, { keepForm, keyOf, listLeftovers });
  keepAll();
  listLeftovers();
  document.addEventListener("htmx:afterSwap", keepAll);
  window.addEventListener("beforeunload", (event) => {
    const open = [...kept.values()].filter((one) => one.form.isConnected && !one.leaving);
    if (open.some((one) => one.dirty)) event.preventDefault();
  });
})();
