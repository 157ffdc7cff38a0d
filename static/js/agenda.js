// Comforts of the agenda, which is complete without them: filters at once and without a reload, the
// reader's own time, and where one is now. Whatever is shown anew is announced by the event "agenda:shown".
(function () {
  "use strict";
  const KEY = "agenda-time";
  const PAUSE_IN_TYPING = 250;
  const form = document.getElementById("finding");
  const announcer = document.getElementById("announcer");
  let asking = null;

  // --- Showing another selection -----------------------------------------------------------------

  function show(address, { keep = "push" } = {}) {
    if (asking) asking.abort();
    asking = new AbortController();
    if (keep === "push") window.history.pushState(null, "", address);
    if (keep === "replace") window.history.replaceState(null, "", address);
    document.getElementById("results").setAttribute("aria-busy", "true");
    return fetch(address, { signal: asking.signal })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
      .then((text) => take(new DOMParser().parseFromString(text, "text/html")))
      .catch((failure) => {
        if (failure.name !== "AbortError") window.location.assign(address);
      });
  }

  function take(fresh) {
    const refocus = rememberFocus();
    document.querySelectorAll("[data-live]").forEach((part) => {
      const other = fresh.getElementById(part.id);
      if (other) part.replaceWith(other);
    });
    const languages = fresh.querySelector(".site-tools nav");
    if (languages) document.querySelector(".site-tools nav").replaceWith(languages);
    takeChoices(fresh.getElementById("finding"));
    announcer.textContent = document.getElementById("summary").textContent;
    refocus();
    settle();
    document.dispatchEvent(new CustomEvent("agenda:shown"));
  }

  function takeChoices(fresh) {
    const chosen = new Set(Array.from(fresh.querySelectorAll(":checked"), (box) => box.name + " " + box.value));
    form.querySelectorAll("[type=checkbox]").forEach((box) => {
      box.checked = chosen.has(box.name + " " + box.value);
    });
    form.querySelectorAll("[data-chosen]").forEach((count) => {
      const number = count.closest("details").querySelectorAll(":checked").length;
      count.textContent = number ? String(number) : "";
    });
    form.querySelectorAll("[type=hidden]").forEach((field) => field.remove());
    form.append(...fresh.querySelectorAll("[type=hidden]"));
    if (document.activeElement !== form.elements.q) form.elements.q.value = fresh.elements.q.value;
  }

  // What had the focus and is shown anew keeps it; what is gone gives it to the results.
  function rememberFocus() {
    const held = document.activeElement;
    const part = held && held.closest("[data-live]");
    if (!part) return () => undefined;
    const words = held.textContent;
    return () => {
      const anew = document.getElementById(part.id);
      const same = Array.from(anew.querySelectorAll("a, summary")).find((one) => one.textContent === words);
      (same || anew).focus({ preventScroll: true });
    };
  }

  // --- The form of filters -------------------------------------------------------------------------

  function addressOf(fields) {
    const pairs = Array.from(new FormData(fields)).filter(([, value]) => value !== "");
    return "?" + new URLSearchParams(pairs).toString();
  }

  function listenToForm() {
    let typing = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      window.clearTimeout(typing);
      show(addressOf(form));
    });
    form.addEventListener("change", (event) => {
      if (event.target.type === "checkbox") show(addressOf(form));
    });
    form.elements.q.addEventListener("input", () => {
      window.clearTimeout(typing);
      typing = window.setTimeout(() => show(addressOf(form), { keep: "replace" }), PAUSE_IN_TYPING);
    });
    // On a wide page the choices lie above the agenda: they close as menus do.
    document.addEventListener("click", (event) => {
      form.querySelectorAll("details[open]").forEach((menu) => {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
    form.addEventListener("keydown", (event) => {
      const menu = event.key === "Escape" && event.target.closest("details[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  function listenToLinks() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-live] a[href^='?']");
      if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (link.matches("[data-own-time]")) remember("own");
      if (link.matches("[data-event-time]")) remember("event");
      show(link.getAttribute("href"));
    });
    document.addEventListener("submit", (event) => {
      if (event.target.id !== "zone-form") return;
      event.preventDefault();
      remember("event");
      show(addressOf(event.target));
    });
    window.addEventListener("popstate", () => {
      if (new URL(window.location.href).search !== shownQuery) show(window.location.href, { keep: "" });
    });
  }

  // --- My time or the event's ------------------------------------------------------------------------

  function remembered() {
    try {
      return window.localStorage.getItem(KEY);
    } catch (error) {
      return null; // Storage is switched off: each page begins in the event's time.
    }
  }

  function remember(choice) {
    try {
      window.localStorage.setItem(KEY, choice);
    } catch (error) {
      return;
    }
  }

  // The reader's own zone, where the site knows it and it is not the event's.
  function ownZone() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = document.getElementById("zone-form");
    const isKnown = Array.from(document.getElementById("zone").options).some((one) => one.value === zone);
    return isKnown && zone !== zones.dataset.eventZone ? zone : "";
  }

  function offerOwnTime() {
    const link = document.querySelector("[data-own-time]");
    const own = ownZone();
    if (!own || own === document.getElementById("zone-form").dataset.zone) return;
    const address = new URLSearchParams(link.getAttribute("href"));
    address.set("tz", own);
    link.href = "?" + address.toString();
    link.querySelector("span").textContent = own;
    link.hidden = false;
  }

  // --- Where one is now, and on which day --------------------------------------------------------------

  function markNow() {
    const now = Date.now();
    function mark(part, name, startsAt, ends) {
      const isNow = startsAt <= now && now < Math.max(...ends);
      part.classList.toggle(name, isNow);
      if (isNow) part.setAttribute("aria-current", "time");
      else part.removeAttribute("aria-current");
    }
    function endsIn(part) {
      return Array.from(part.querySelectorAll(".session__meta time, .cell__meta time"), (time) =>
        Date.parse(time.dateTime)
      );
    }
    document.querySelectorAll(".slot").forEach((slot) => {
      mark(slot, "slot--now", Date.parse(slot.querySelector(".slot__time time").dateTime), endsIn(slot));
    });
    document.querySelectorAll(".cell").forEach((cell) => {
      mark(cell, "cell--now", Date.parse(cell.dataset.starts), endsIn(cell));
    });
  }

  let watching = null;

  function markDay() {
    if (watching) watching.disconnect();
    const links = new Map(
      Array.from(document.querySelectorAll(".days a[href^='#']"), (link) => [link.hash.slice(1), link])
    );
    if (!links.size || !("IntersectionObserver" in window)) return;
    watching = new IntersectionObserver(
      (entries) => {
        entries.forEach((entry) => {
          const link = links.get(entry.target.id);
          if (!link) return;
          if (entry.isIntersecting) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        });
      },
      { rootMargin: "-30% 0px -65% 0px" }
    );
    document.querySelectorAll(".day").forEach((day) => watching.observe(day));
  }

  // -----------------------------------------------------------------------------------------------------

  let shownQuery = window.location.search;

  function settle() {
    shownQuery = window.location.search;
    markNow();
    markDay();
    offerOwnTime();
  }

  if (form) {
    listenToForm();
    listenToLinks();
    settle();
    window.setInterval(markNow, 60000);
    if (remembered() === "own" && !new URLSearchParams(window.location.search).has("tz") && ownZone()) {
      const address = new URL(window.location.href);
      address.searchParams.set("tz", ownZone());
      show(address.toString(), { keep: "replace" });
    }
  }
})();
