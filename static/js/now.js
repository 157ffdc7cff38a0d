// Keeps "now and next" true while a page stays open: it is asked for anew when it no longer holds.
(function () {
  "use strict";
  const AT_LEAST = 30000; // Between two questions, should the reader's clock run ahead of ours.
  const SPREAD = 15000; // A hall full of readers does not ask in the same second.
  const LONGEST = 6 * 3600 * 1000;
  let timer = 0;

  function block() {
    return document.getElementById("now");
  }

  function wait(atLeast) {
    window.clearTimeout(timer);
    const until = block() && Date.parse(block().dataset.until);
    if (!until) return;
    const due = until - Date.now() + Math.random() * SPREAD;
    timer = window.setTimeout(look, Math.min(Math.max(due, atLeast), LONGEST));
  }

  function look() {
    const until = Date.parse(block().dataset.until);
    if (Date.now() < until || document.hidden) return wait(AT_LEAST);
    return fetch(window.location.href)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("now");
        if (fresh) block().replaceWith(fresh);
      })
      .catch(() => undefined) // Without a network it is asked again later.
      .then(() => wait(AT_LEAST));
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wait(0);
  });
  wait(0);
})();
