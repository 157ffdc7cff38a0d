// The two ways to move a session: with a pointer, and with the keyboard.

import { isSame, STEP } from "./agenda-editor-model.js";

const SHORTEST = STEP;
const SLACK = 4;
const EDGE = 48;

function snapped(minute, base) {
  return base + Math.round((minute - base) / STEP) * STEP;
}

function clamped(start, length, day) {
  return Math.min(Math.max(start, day.begins), day.ends - STEP);
}

// --- With a pointer

export function followPointer({ root, agenda, grid, show, say, words }) {
  let drag = null;
  let last = null;

  root.addEventListener("pointerdown", (event) => {
    const block = event.target.closest("[data-session]");
    if (!block || event.button !== 0 || agenda.held) return;
    drag = {
      session: agenda.sessions.get(Number(block.dataset.session)),
      isResize: "edge" in event.target.dataset,
      x: event.clientX,
      y: event.clientY,
      isMoving: false,
      grip: 0,
    };
  });

  function begin() {
    agenda.pickUp(drag.session.id);
    grid.isWindowFixed = true;
    drag.isMoving = true;
    drag.origin = drag.session.place;
    if (drag.origin.start !== null) drag.grip = grid.spot(drag.x, drag.y).minute - drag.origin.start;
    document.documentElement.classList.add("is-dragging");
    window.requestAnimationFrame(scroll);
  }

  function over(x, y, selector) {
    const top = document.elementFromPoint(x, y);
    return top && top.closest(selector);
  }

  function carry(x, y) {
    const { session, origin } = drag;
    const held = agenda.held.place;
    const spot = grid.spot(x, y);
    if (drag.isResize) {
      const end = Math.max(origin.start + SHORTEST, snapped(spot.minute, origin.start));
      agenda.carry({ ...held, end });
      return;
    }
    const tab = over(x, y, "[data-date]");
    if (tab && tab.dataset.date !== grid.day.date) {
      grid.day = agenda.days.find((day) => day.date === tab.dataset.date);
    } else if (over(x, y, '[data-part="tray"]')) {
      agenda.carry({ ...origin, start: null, end: null });
    } else if (over(x, y, '[data-part="frame"]')) {
      const length = agenda.length(session);
      const start = clamped(snapped(spot.minute - drag.grip, grid.day.begins), length, grid.day);
      agenda.carry({ start, end: start + length, room: spot.room });
    }
  }

  // Near its edges the frame scrolls by itself.
  function scroll() {
    if (!drag || !drag.isMoving) return;
    const box = grid.frame.getBoundingClientRect();
    if (last && over(last.x, last.y, '[data-part="frame"]')) {
      const down = last.y > box.bottom - EDGE ? 8 : last.y < box.top + EDGE ? -8 : 0;
      const right = last.x > box.right - EDGE ? 8 : last.x < box.left + EDGE ? -8 : 0;
      if (down || right) grid.frame.scrollBy(right, down);
    }
    window.requestAnimationFrame(scroll);
  }

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.isMoving && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK) return;
    if (!drag.isMoving) begin();
    last = { x: event.clientX, y: event.clientY };
    const before = agenda.held.place;
    const day = grid.day;
    carry(event.clientX, event.clientY);
    if (!isSame(before, agenda.held.place) || day !== grid.day) show();
  });

  function end(isKept) {
    if (!drag) return;
    const { session, isMoving } = drag;
    drag = null;
    last = null;
    if (!isMoving) return;
    document.documentElement.classList.remove("is-dragging");
    grid.isWindowFixed = false;
    if (isKept && agenda.putDown()) {
      const text = session.place.start === null ? words.to_tray : words.put_down;
      say(text, session);
    } else agenda.letGo();
    show();
    window.setTimeout(() => grid.blocks.get(session.id)?.focus({ preventScroll: true }), 0);
  }

  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) end(false);
  });
}

// --- With the keyboard

export function followKeys({ root, agenda, grid, show, say, words }) {
  function carry(session, place) {
    agenda.carry(place);
    const day = place.start === null ? null : agenda.dayOf(place.start);
    if (day) grid.day = day;
    show();
    const block = grid.blocks.get(session.id);
    block.focus({ preventScroll: true });
    block.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(words.moved, session);
  }

  // Where a session without a time begins its way: after the last one of the day that is shown.
  function entrance(session, room) {
    const ends = agenda
      .on(grid.day)
      .filter((one) => agenda.place(one).room === room)
      .map((one) => agenda.place(one).end);
    const [first] = grid.window();
    const start = ends.length ? Math.max(...ends) : grid.day.begins + first + 60;
    return { start, end: start + agenda.length(session), room };
  }

  function byTime(session, place, minutes) {
    const length = place.end - place.start;
    const day = agenda.dayOf(place.start) || grid.day;
    const start = clamped(place.start + minutes, length, day);
    carry(session, { ...place, start, end: start + length });
  }

  function byRoom(session, place, steps) {
    const rooms = grid.rooms().map((room) => room.id);
    const number = rooms.indexOf(place.room) + steps;
    if (number >= 0 && number < rooms.length) carry(session, { ...place, room: rooms[number] });
  }

  function byDay(session, place, steps) {
    const number = agenda.days.indexOf(agenda.dayOf(place.start) || grid.day) + steps;
    const to = agenda.days[number];
    if (!to) return;
    const start = to.begins + (place.start - agenda.days[number - steps].begins);
    carry(session, { ...place, start, end: start + place.end - place.start });
  }

  function pickUp(session) {
    agenda.pickUp(session.id);
    show();
    say(words.picked_up, session);
  }

  function putDown(session) {
    agenda.putDown();
    show();
    say(session.place.start === null ? words.to_tray : words.put_down, session);
  }

  function takeBack(session) {
    agenda.letGo();
    const day = session.place.start === null ? null : agenda.dayOf(session.place.start);
    if (day) grid.day = day;
    show();
    grid.blocks.get(session.id).focus({ preventScroll: true });
    say(words.taken_back, session);
  }

  function toTray(session) {
    if (!agenda.held) agenda.pickUp(session.id);
    agenda.carry({ ...agenda.held.place, start: null, end: null });
    putDown(session);
    grid.blocks.get(session.id).focus();
  }

  function whileHeld(event, session) {
    const place = agenda.held.place;
    const { key } = event;
    if (key === "Enter" || key === " ") putDown(session);
    else if (key === "Escape") takeBack(session);
    else if (key === "Delete" || key === "Backspace") toTray(session);
    else if (!/^(Arrow|Page)/.test(key)) return false;
    else if (place.start === null) carry(session, entrance(session, place.room ?? grid.rooms()[0].id));
    else if (event.shiftKey && /^Arrow(Up|Down)$/.test(key)) {
      const end = place.end + (key === "ArrowDown" ? STEP : -STEP);
      if (end - place.start >= SHORTEST) carry(session, { ...place, end });
    } else if (key === "ArrowUp") byTime(session, place, -STEP);
    else if (key === "ArrowDown") byTime(session, place, STEP);
    else if (key === "ArrowLeft") byRoom(session, place, -1);
    else if (key === "ArrowRight") byRoom(session, place, 1);
    else byDay(session, place, key === "PageDown" ? 1 : -1);
    return true;
  }

  root.addEventListener("keydown", (event) => {
    const block = event.target.closest("[data-session]");
    if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
    const session = agenda.sessions.get(Number(block.dataset.session));
    if (agenda.held && agenda.held.id === session.id) {
      if (!whileHeld(event, session)) return;
    } else if (event.key === "Enter" || event.key === " ") pickUp(session);
    else if (event.key === "Delete") toTray(session);
    else return;
    event.preventDefault();
  });

  // Whoever goes elsewhere puts down what they hold.
  root.addEventListener("focusout", (event) => {
    if (!agenda.held || document.documentElement.classList.contains("is-dragging")) return;
    const next = event.relatedTarget;
    if (!next || Number(next.dataset.session) === agenda.held.id) return;
    const session = agenda.sessions.get(agenda.held.id);
    window.setTimeout(() => agenda.held && agenda.held.id === session.id && putDown(session), 0);
  });
}
