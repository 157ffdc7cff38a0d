// The sessions that a reader marks: kept in this browser, and in the account of whoever is signed in.
// Pages say nothing of it, for everybody gets the same ones; other scripts hear of it by the event "favourites".
(function () {
  "use strict";

  const link = document.querySelector("[data-my-agenda]");
  if (!link) return;
  const SESSIONS = "[data-session], .session[id], .cell[id]";
  const TITLES = ".session__title, .cell__title";
  const KEY = `favourites:${link.dataset.myAgenda}`;
  const said = document.querySelector("[data-favourites-said]");
  const star = document.getElementById("star");
  let isSending = false;
  let isSendingAgain = false;
  let answer = null; // what the site says of the account, once it has been asked

  // What the account holds. It is asked for on each page and not kept here, for others may use this browser.
  let base = [];
  // changes: what was marked here and the account, if there is one, has not been told; account: whose that
  // is; waiting: the same of an account that is signed out, for nobody to see until it is back; absent: what the whole agenda did not show when it was last seen.
  const state = { account: "", changes: {}, waiting: { account: "", changes: {} }, absent: [] };

  function recall() {
    try {
      Object.assign(state, JSON.parse(window.localStorage.getItem(KEY)));
    } catch (error) {
      return; // Storage is switched off: what this page knows has to do.
    }
  }

  function keep() {
    try {
      window.localStorage.setItem(KEY, JSON.stringify(state));
    } catch (error) {
      return;
    }
  }

  function codes() {
    const all = new Set(base);
    Object.entries(state.changes).forEach(function ([code, isFavourite]) {
      if (isFavourite) all.add(code);
      else all.delete(code);
    });
    return all;
  }

  // Nobody is signed in without this cookie; so those who only read never ask who they are.
  function csrfToken() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : "";
  }

  function show() {
    const all = codes();
    document.querySelectorAll("[data-favourite]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(all.has(button.dataset.favourite)));
    });
    const count = Array.from(all).filter((code) => !state.absent.includes(code)).length;
    link.querySelector("[data-count]").textContent = count || "";
    document.dispatchEvent(new CustomEvent("favourites", { detail: { codes: all, answer } }));
  }

  function toggle(code) {
    recall();
    const isFavourite = !codes().has(code);
    if (isFavourite || csrfToken()) state.changes[code] = isFavourite;
    else delete state.changes[code];
    keep();
    show();
    if (csrfToken() && (!answer || answer.account)) synchronise();
  }

  // From now on another account, or none, is meant.
  function change(account) {
    if (state.account) {
      state.waiting = { account: state.account, changes: state.changes };
      state.changes = {};
    }
    if (account && account === state.waiting.account) {
      state.changes = Object.assign({}, state.waiting.changes, state.changes);
      state.waiting = { account: "", changes: {} };
    }
    state.account = account;
  }

  function learn(told, sent) {
    recall();
    answer = told;
    if (state.account !== told.account) change(told.account);
    if (told.account) {
      base = told.codes;
      Object.keys(sent).forEach(function (code) {
        if (state.changes[code] === sent[code]) delete state.changes[code];
      });
    } else {
      base = [];
      Object.keys(state.changes).forEach(function (code) {
        if (!state.changes[code]) delete state.changes[code];
      });
    }
    keep();
    show();
  }

  async function ask(address, body) {
    const options = { headers: { Accept: "application/json" } };
    if (body) {
      options.method = "POST";
      options.keepalive = true; // also when the reader goes on to another page at once
      options.headers["X-CSRFToken"] = csrfToken();
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    const response = await fetch(address, options);
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  // First who is signed in; then, while there is something to tell the account, tell it.
  async function synchronise() {
    if (isSending) {
      isSendingAgain = true;
      return;
    }
    isSending = true;
    try {
      do {
        isSendingAgain = false;
        if (!answer) learn(await ask(link.dataset.account), {});
        const sent = Object.assign({}, state.changes);
        if (answer.account && Object.keys(sent).length) {
          learn(await ask(link.dataset.account, { changes: sent }), sent);
        }
      } while (isSendingAgain);
      said.textContent = "";
    } catch (error) {
      answer = null;
      if (state.account) said.textContent = said.dataset.unsaved;
    } finally {
      isSending = false;
    }
  }

  function addStar(session) {
    if (session.querySelector("[data-favourite]")) return;
    const title = session.querySelector(TITLES);
    const button = star.content.firstElementChild.cloneNode(true);
    const words = button.querySelector(".visually-hidden");
    words.textContent = words.textContent.replace("{title}", title.textContent.trim());
    button.dataset.favourite = session.dataset.session || session.id;
    button.setAttribute("aria-pressed", String(codes().has(button.dataset.favourite)));
    (session.querySelector("[data-choice]") || session).append(button);
  }

  function addStars() {
    document.querySelectorAll(SESSIONS).forEach(addStar);
  }

  function begin() {
    recall();
    answer = null;
    if (csrfToken()) {
      show();
      synchronise();
    } else {
      learn({ account: "" }, {});
    }
  }

  recall();
  addStars();
  // Whoever filters the agenda gets other sessions without another page.
  new MutationObserver(addStars).observe(document.querySelector("main"), { childList: true, subtree: true });
  if (document.querySelector("[data-mine]")) {
    state.absent = Array.from(codes()).filter((code) => !document.getElementById(code));
    keep();
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-favourite]");
    if (button) toggle(button.dataset.favourite);
  });
  document.addEventListener("favourites:told", (event) => learn(event.detail, {}));
  window.addEventListener("storage", function (event) {
    if (event.key === KEY) {
      begin();
    }
  });
  window.addEventListener("online", begin);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) begin();
  });
  // After all other scripts, so that these have begun to listen.
  document.addEventListener("DOMContentLoaded", begin);
  document.documentElement.classList.add("has-favourites");
})();
