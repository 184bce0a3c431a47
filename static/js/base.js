// What every page does: send the CSRF token of today, tell screen readers what changed, keep what was typed
// when the session ended.
// @ts-check
(() => {
  "use strict";

  /** @returns {string} the CSRF token as the browser holds it now; signing in again in another tab renews it */
  function csrfToken() {
    const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
    return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
  }

  /** What each request of a script carries: the token of today, and for whom the page was drawn: somebody else may be in. */
  function headers() {
    return { "X-CSRFToken": csrfToken(), "X-Drawn-For": document.body.dataset.user ?? "" };
  }

  /**
   * Say something to people who hear the page.
   * @param {string} text
   */
  function announce(text) {
    const live = document.getElementById("live");
    if (live) live.textContent = text;
  }

  /**
   * A notice on top of the page, with a link to sign in within a new tab.
   * @param {string} address where to sign in
   */
  function askToSignIn(address) {
    const template = document.getElementById("signed-out");
    if (!(template instanceof HTMLTemplateElement) || document.querySelector(".signed-out")) return;
    const notice = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const link = notice.querySelector("a");
    if (link) link.href = new URL(address, location.origin).pathname;
    document.querySelector("main")?.prepend(notice); // it is read out; the cursor stays where somebody types
  }

  /** The way back is open: the notice has done its work. */
  function signedIn() {
    document.querySelectorAll(".signed-out").forEach((notice) => notice.remove());
  }

  const FIELD = "textarea, input:not([type=hidden]), select, a, button";

  /** A link to a place where somebody is to write leads the cursor into its first field. @param {string} hash */
  function enter(hash) {
    const place = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (!place?.matches("[data-enter]")) return;
    place.removeAttribute("hidden");
    if (place instanceof HTMLDetailsElement) place.open = true;
    const field = place.matches("[tabindex]") ? place : place.querySelector(FIELD);
    if (!(field instanceof HTMLElement)) return;
    field.focus({ preventScroll: true });
    place.scrollIntoView({ block: "start" });
  }

  /** What was typed and isn't on the server yet, kept in this browser under a name of person and place. Never throws. */
  const unsent = {
    works: true, // until this browser refuses: it is full, or may keep nothing
    /** @param {string} key @param {object} value */
    keep(key, value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
        unsent.works = true;
      } catch {
        unsent.works = false;
      }
    },
    /** @param {string} key @returns {any} what was kept, or null */
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    /** @param {string} key */
    drop(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        // nothing was kept, either
      }
    },
    /** @param {string} start @returns {string[]} the names that begin so */
    keys(start) {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(start));
      } catch {
        return [];
      }
    },
  };

  /** Why something was refused, out of the page that says so. @param {string} html @returns {string} */
  function reason(html) {
    const said = new DOMParser().parseFromString(html, "text/html").querySelector("main .notice, main p");
    return said?.textContent.trim() ?? "";
  }

  document.addEventListener("htmx:configRequest", (event) => {
    Object.assign(/** @type {CustomEvent} */ (event).detail.headers, headers());
  });

  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    if (xhr.status !== 401) return;
    askToSignIn(JSON.parse(xhr.responseText).login);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = /** @type {CustomEvent} */ (event).detail.target;
    signedIn();
    const wanted = target.querySelector("[data-focus]");
    if (wanted instanceof HTMLElement) wanted.focus();
    const told = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
    if (told) announce(told.textContent.trim());
  });

  // However a form is sent: by its button, or by a script that reads it.
  document.addEventListener("formdata", (event) => {
    const [token, user] = [csrfToken(), document.body.dataset.user];
    if (!token || !event.formData.has("csrfmiddlewaretoken")) return;
    event.formData.set("csrfmiddlewaretoken", token);
    if (user && !event.formData.has("drawn_for")) event.formData.set("drawn_for", user); // sent again, it keeps its own
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-needs-js]").forEach((element) => element.removeAttribute("hidden"));
    const summary = document.querySelector(".error-summary");
    if (summary instanceof HTMLElement) summary.focus();
  });

  // Only after the browser itself went to the place, which takes the focus off what had it.
  window.addEventListener("load", () => requestAnimationFrame(() => enter(location.hash)));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href*='#']") : null;
    if (!(link instanceof HTMLAnchorElement) || link.pathname !== location.pathname) return;
    setTimeout(() => enter(link.hash));
  });

  Object.assign(window, { portal: { announce, askToSignIn, headers, reason, signedIn, unsent } });
})();
