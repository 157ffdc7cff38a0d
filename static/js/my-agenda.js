// My agenda: of all sessions only those that are favourites, which of them overlap, and what comes next.
(function () {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const page = document.querySelector("[data-mine]");
  const sessions = Array.from(page.querySelectorAll("[data-session]"), function (element) {
    return {
      element,
      code: element.dataset.session,
      startsAt: Date.parse(element.dataset.starts),
      endsAt: Date.parse(element.dataset.ends),
      isCancelled: "cancelled" in element.dataset,
    };
  });
  const part = (name) => page.querySelector(`[data-${name}]`);
  const unmarked = new Set(); // here, just now: they stay until the page is left, to be marked again
  let chosen = [];

  function titleOf(session) {
    return session.element.querySelector(".session__title a");
  }

  function overlapping(session) {
    return chosen.filter(
      (other) =>
        other !== session && other.startsAt < session.endsAt && session.startsAt < other.endsAt
    );
  }

  // For example "At the same time: Who watches orbit?, Closing", each a link within the page.
  function nameOverlaps(session, others) {
    const place = session.element.querySelector("[data-overlap]");
    place.replaceChildren(others.length ? `${page.dataset.overlap} ` : "");
    others.forEach(function (other, index) {
      if (index) place.append(page.dataset.comma);
      const link = document.createElement("a");
      link.href = `#${other.code}`;
      link.append(...titleOf(other).cloneNode(true).childNodes);
      place.append(link);
    });
    place.hidden = !others.length;
  }

  function showSessions(codes) {
    chosen = sessions.filter((session) => codes.has(session.code) && !session.isCancelled);
    let hasOverlaps = false;
    sessions.forEach(function (session) {
      const isChosen = codes.has(session.code);
      const others = isChosen && !session.isCancelled ? overlapping(session) : [];
      session.element.hidden = !isChosen && !unmarked.has(session.code);
      session.element.classList.toggle("mine__session--unmarked", !isChosen);
      nameOverlaps(session, others);
      hasOverlaps = hasOverlaps || others.length > 0;
    });
    page.querySelectorAll("[data-day]").forEach(function (day) {
      day.hidden = !day.querySelector("[data-session]:not([hidden])");
    });
    part("overlaps").hidden = !hasOverlaps;
  }

  function showTime() {
    const now = Date.now();
    const coming = chosen.map((session) => session.startsAt).filter((moment) => moment > now);
    const next = Math.min(...coming.filter((moment) => moment < now + DAY));
    sessions.forEach(function (session) {
      const isChosen = chosen.includes(session);
      const isNow = isChosen && session.startsAt <= now && now < session.endsAt;
      const isNext = isChosen && session.startsAt === next;
      const tag = session.element.querySelector("[data-when]");
      tag.textContent = isNow ? page.dataset.now : isNext ? page.dataset.next : "";
      tag.hidden = !isNow && !isNext;
      if (isNow) session.element.setAttribute("aria-current", "time");
      else session.element.removeAttribute("aria-current");
    });
  }

  function showCalendars(codes, answer) {
    const names = sessions.map((session) => session.code).filter((code) => codes.has(code));
    const address = new URL(part("sessions").action);
    const zone = new URLSearchParams(window.location.search).get("tz");
    address.search = `?s=${names.join(".")}`;
    const own = new URL((answer && answer.calendar) || address, window.location);
    [address, own].forEach(function (one) {
      if (zone) one.searchParams.set("tz", zone);
    });
    part("download").href = address.href;
    part("subscribe").href = own.href.replace(/^https?:/, "webcal:");
    part("calendar").hidden = !names.length;
    part("empty").hidden = names.length > 0 || unmarked.size > 0;
  }

  function showAccount(answer) {
    if (!answer) return;
    page.querySelectorAll("[data-signed-in]").forEach((element) => (element.hidden = !answer.account));
    page.querySelectorAll("[data-signed-out]").forEach((element) => (element.hidden = !!answer.account));
    part("name").textContent = answer.name || "";
    part("account").hidden = false;
  }

  document.addEventListener("favourites", function (event) {
    const { codes, answer } = event.detail;
    showSessions(codes);
    showTime();
    showCalendars(codes, answer);
    showAccount(answer);
    page.classList.add("mine--ready");
  });

  // Before favourites.js hears of it.
  document.addEventListener(
    "click",
    function (event) {
      const button = event.target.closest("[data-favourite]");
      if (button) unmarked.add(button.dataset.favourite);
    },
    true
  );

  part("renew").addEventListener("click", async function (event) {
    const said = part("renewed");
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    said.textContent = "";
    try {
      const response = await fetch(event.currentTarget.dataset.renew, {
        method: "POST",
        headers: { "X-CSRFToken": token ? token[1] : "" },
      });
      if (!response.ok) throw new Error(response.status);
      document.dispatchEvent(new CustomEvent("favourites:told", { detail: await response.json() }));
      said.textContent = said.dataset.renewed;
    } catch (error) {
      said.textContent = said.dataset.failed;
    }
  });

  page.querySelectorAll("[data-choice] input").forEach((box) => box.remove());
  window.setInterval(showTime, 60000);
})();
