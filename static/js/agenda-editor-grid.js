// Draws the agenda of one day: rooms beside each other, time downwards, and what waits for a time.

import { STEP } from "./agenda-editor-model.js";

const HOUR = 60;
const NO_ROOM = null;

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name] ?? ""));
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export class Grid {
  constructor(root, agenda) {
    this.root = root;
    this.agenda = agenda;
    this.words = agenda.board.words;
    this.frame = this.part("frame");
    this.waiting = this.part("waiting");
    this.sheet = element("div", "agenda-grid");
    this.frame.append(this.sheet);
    this.blocks = new Map();
    this.clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: agenda.board.zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    this.day = agenda.days.find((day) => day.date === root.dataset.day) || agenda.days[0];
    this.isWindowFixed = false;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  time(minute) {
    return this.clock.format(minute * 60000);
  }

  rooms() {
    return [...this.agenda.board.rooms, { id: NO_ROOM, name: this.words.no_room }];
  }

  roomName(id) {
    const room = this.agenda.board.rooms.find((one) => one.id === id);
    return room ? room.name : this.words.no_room;
  }

  inWords(place) {
    if (place.start === null) return this.words.without_time;
    const day = this.agenda.dayOf(place.start);
    const hours = `${this.time(place.start)}–${this.time(place.end)}`;
    return [day ? day.label : "", hours, this.roomName(place.room)].filter(Boolean).join(this.words.comma);
  }

  // The hours shown are the same on each day: those in which anything takes place, and one around.
  window() {
    if (this.isWindowFixed && this.shown) return this.shown;
    const { agenda } = this;
    const spans = agenda.scheduled().map((session) => {
      const place = agenda.place(session);
      const day = agenda.dayOf(place.start);
      return day ? [place.start - day.begins, place.end - day.begins] : [0, HOUR];
    });
    if (!spans.length) {
      const day = agenda.dayOf(agenda.begins) || agenda.days[0];
      spans.push([agenda.begins - day.begins, agenda.begins - day.begins + 9 * HOUR]);
    }
    const first = Math.floor(Math.min(...spans.map((span) => span[0])) / HOUR - 1) * HOUR;
    const last = Math.ceil(Math.max(...spans.map((span) => span[1])) / HOUR + 1) * HOUR;
    const whole = this.day.ends - this.day.begins;
    this.shown = [Math.max(0, Math.min(first, whole - HOUR)), Math.max(HOUR, Math.min(last, whole + 6 * HOUR))];
    return this.shown;
  }

  // --- Drawing

  draw() {
    const focused = document.activeElement && document.activeElement.closest("[data-session]");
    const found = this.agenda.conflicts();
    this.inConflict = new Set(found.flatMap((conflict) => conflict.ids));
    this.drawDays(found);
    this.drawSheet();
    this.drawWaiting();
    if (focused && document.activeElement !== focused && focused.isConnected) focused.focus({ preventScroll: true });
    return found;
  }

  drawDays() {
    const list = this.part("days");
    while (list.children.length < this.agenda.days.length) list.append(element("button", "agenda-editor__day"));
    this.agenda.days.forEach((day, number) => {
      const button = list.children[number];
      const sessions = this.agenda.on(day);
      button.type = "button";
      button.dataset.date = day.date;
      button.setAttribute("aria-pressed", String(day === this.day));
      button.replaceChildren(day.label, " ", element("span", "count", String(sessions.length)));
      if (!day.is_of_event) button.append(" ", element("span", "soft", this.words.outside_day));
      const isTroubled = sessions.some((session) => this.inConflict.has(session.id));
      if (isTroubled) button.append(" ", this.badge());
    });
  }

  badge() {
    const badge = element("span", "agenda-editor__badge", "!");
    badge.setAttribute("role", "img");
    badge.setAttribute("aria-label", this.words.conflict);
    return badge;
  }

  drawSheet() {
    const [first, last] = this.window();
    const rooms = this.rooms();
    const sessions = this.agenda.on(this.day);
    const lanes = rooms.map((room) => layOut(this.agenda, sessions, room.id));
    const widths = lanes.map((lane) => Math.max(1, lane.count));
    const tracks = rooms.map((room, number) => {
      // Where nothing stands without a room, that column need be no wider than to be aimed at; and it
      // stays as it is while a session is carried across it.
      const held = this.agenda.held ? this.agenda.held.id : null;
      const isIdle =
        room.id === NO_ROOM && rooms.length > 1 && ![...lanes[number].of.keys()].some((id) => id !== held);
      return isIdle ? "5.5rem" : `repeat(${widths[number]}, minmax(var(--lane), 1fr))`;
    });
    const frame = document.createDocumentFragment();
    this.sheet.style.gridTemplateColumns = ["auto", ...tracks].join(" ");
    this.sheet.style.gridTemplateRows = `auto repeat(${(last - first) / STEP}, var(--step))`;

    let next = 2;
    this.columns = rooms.map((room, number) => {
      const head = element("div", "agenda-grid__room", room.name);
      head.style.gridColumn = `${next} / span ${widths[number]}`;
      const ground = element("div", "agenda-grid__ground");
      ground.style.gridColumn = head.style.gridColumn;
      frame.append(ground, head);
      const from = next;
      next += widths[number];
      return { room: room.id, head, from };
    });
    const corner = element("div", "agenda-grid__corner");
    frame.append(corner);
    for (let minute = first; minute < last; minute += HOUR / 2) {
      const isHour = minute % HOUR === 0;
      const mark = element("div", "agenda-grid__time", isHour ? this.time(this.day.begins + minute) : "");
      mark.classList.toggle("agenda-grid__time--half", !isHour);
      mark.style.gridRow = `${2 + (minute - first) / STEP} / span ${HOUR / 2 / STEP}`;
      const line = element("div", "agenda-grid__line");
      line.style.gridRow = mark.style.gridRow;
      line.classList.toggle("agenda-grid__line--half", !isHour);
      frame.append(mark, line);
    }
    this.sheet.querySelectorAll(":scope > :not([data-session])").forEach((old) => old.remove());
    this.sheet.prepend(frame);

    sessions.forEach((session) => {
      const place = this.agenda.place(session);
      const block = this.block(session);
      const number = Math.max(0, rooms.findIndex((room) => room.id === place.room));
      const from = Math.max(0, Math.round((place.start - this.day.begins - first) / STEP));
      const rows = Math.max(1, Math.round((place.end - place.start) / STEP));
      block.style.gridRow = `${2 + from} / span ${Math.min(rows, Math.max(1, (last - first) / STEP - from))}`;
      const { from: column } = this.columns[number];
      const { lane, isAlone } = lanes[number].of.get(session.id);
      block.style.gridColumn = isAlone ? `${column} / span ${widths[number]}` : String(column + lane);
      block.classList.toggle("agenda-block--short", rows * STEP < 30);
      block.classList.toggle("agenda-block--medium", rows * STEP >= 30 && rows * STEP < 40);
    });
    this.keepInOrder(this.sheet, sessions);
  }

  drawWaiting() {
    const sessions = this.agenda.unscheduled();
    this.part("tray-count").textContent = sessions.length || "";
    sessions.forEach((session) => {
      const block = this.block(session);
      block.style.gridRow = block.style.gridColumn = "";
      block.classList.remove("agenda-block--short", "agenda-block--medium");
    });
    this.waiting.querySelectorAll(".soft").forEach((old) => old.remove());
    this.keepInOrder(this.waiting, sessions);
    if (!sessions.length) this.waiting.append(element("p", "soft", this.words.nobody_waits));
  }

  // Tab follows the order of time; what stands right already is not touched, and keeps the focus.
  keepInOrder(parent, sessions) {
    const wanted = sessions.map((session) => this.blocks.get(session.id));
    parent.querySelectorAll(":scope > [data-session]").forEach((block) => {
      if (!wanted.includes(block)) block.remove();
    });
    let previous = null;
    wanted.forEach((block) => {
      const next = previous ? previous.nextElementSibling : parent.querySelector(":scope > [data-session]");
      if (next !== block) parent.insertBefore(block, next);
      previous = block;
    });
  }

  block(session) {
    if (!this.blocks.has(session.id)) {
      const made = element("button", "agenda-block");
      made.type = "button";
      made.dataset.session = session.id;
      made.setAttribute("aria-describedby", "agenda-editor-keys");
      this.blocks.set(session.id, made);
    }
    const block = this.blocks.get(session.id);
    const place = this.agenda.place(session);
    const isHeld = Boolean(this.agenda.held) && this.agenda.held.id === session.id;
    const isTroubled = this.inConflict.has(session.id);
    const people = session.people.map((one) => one.name).join(this.words.comma);
    const hours = place.start === null
      ? fill(this.words.length, { minutes: this.agenda.length(session) })
      : `${this.time(place.start)}–${this.time(place.end)}`;
    const title = element("span", "agenda-block__title", session.title);
    const when = element("span", "agenda-block__when", hours);
    if (isTroubled) when.append(" ", this.badge());
    const about = [session.kind, session.track, people].filter(Boolean).join(" · ");
    block.replaceChildren(when, title, element("span", "agenda-block__about", about));
    if (session.for_whom) {
      const sign = element("span", "agenda-block__sign", "◐");
      sign.setAttribute("aria-hidden", "true");
      sign.title = session.for_whom;
      when.append(" ", sign);
      title.after(element("span", "agenda-block__audience", session.for_whom));
    }
    if (place.start !== null) {
      const edge = element("span", "agenda-block__edge");
      edge.dataset.edge = "";
      block.append(edge);
    }
    block.setAttribute("aria-pressed", String(isHeld));
    block.classList.toggle("is-held", isHeld);
    block.classList.toggle("is-troubled", isTroubled);
    block.classList.toggle("is-cancelled", session.is_cancelled);
    block.classList.toggle("is-unsaved", JSON.stringify(session.place) !== JSON.stringify(session.saved));
    block.dataset.mark = session.mark;
    return block;
  }

  // --- Where a pointer is

  spot(x, y) {
    const body = this.sheet.querySelector(".agenda-grid__ground").getBoundingClientRect();
    const [first, last] = this.window();
    const minute = first + ((y - body.top) / body.height) * (last - first);
    const column = this.columns.reduce((best, one) => (x >= one.head.getBoundingClientRect().left ? one : best), this.columns[0]);
    return { minute: this.day.begins + minute, room: column.room };
  }
}

// Sessions of a room that overlap stand in lanes beside each other; one alone takes the whole width.
function layOut(agenda, sessions, room) {
  const of = new Map();
  const ends = [];
  sessions
    .filter((session) => agenda.place(session).room === room)
    .forEach((session, _number, all) => {
      const place = agenda.place(session);
      let lane = ends.findIndex((end) => end <= place.start);
      if (lane < 0) lane = ends.length;
      ends[lane] = place.end;
      const isBeside = (other) => other.start < place.end && place.start < other.end;
      const isAlone = !all.some((other) => other.id !== session.id && isBeside(agenda.place(other)));
      of.set(session.id, { lane, isAlone });
    });
  return { of, count: ends.length };
}
