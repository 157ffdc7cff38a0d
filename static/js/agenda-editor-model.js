// The agenda as it is being moved about: where each session stands, where it was saved, and the way back.

const MINUTE = 60000;
export const STEP = 5;

function minutes(instant) {
  return instant === null ? null : Date.parse(instant) / MINUTE;
}

function placeOf(session) {
  return { start: minutes(session.starts_at), end: minutes(session.ends_at), room: session.room };
}

export function isSame(one, other) {
  return one.start === other.start && one.end === other.end && one.room === other.room;
}

function instant(minute) {
  return minute === null ? null : new Date(minute * MINUTE).toISOString().replace("Z", "+00:00");
}

export class Agenda {
  constructor(board) {
    this.board = board;
    this.begins = minutes(board.starts_at);
    this.ends = minutes(board.ends_at);
    this.days = board.days.map((day) => ({ ...day, begins: minutes(day.begins), ends: minutes(day.ends) }));
    this.sessions = new Map();
    this.past = [];
    this.future = [];
    this.held = null;
    board.sessions.forEach((session) => this.sessions.set(session.id, this.fresh(session)));
  }

  fresh(session) {
    const place = placeOf(session);
    return { ...session, place, saved: place };
  }

  // --- Where things stand

  place(session) {
    return this.held && this.held.id === session.id ? this.held.place : session.place;
  }

  length(session) {
    const place = this.place(session);
    if (place.start !== null) return place.end - place.start;
    return session.place.start === null ? session.usual || 30 : session.place.end - session.place.start;
  }

  dayOf(minute) {
    return this.days.find((day) => day.begins <= minute && minute < day.ends);
  }

  on(day) {
    return this.scheduled()
      .filter((session) => {
        const start = this.place(session).start;
        return day.begins <= start && start < day.ends;
      })
      .sort((one, other) => this.place(one).start - this.place(other).start || one.id - other.id);
  }

  scheduled() {
    return Array.from(this.sessions.values()).filter((session) => this.place(session).start !== null);
  }

  unscheduled() {
    return Array.from(this.sessions.values()).filter((session) => this.place(session).start === null);
  }

  unsaved() {
    return Array.from(this.sessions.values()).filter((session) => !isSame(session.place, session.saved));
  }

  // --- Holding and putting down

  pickUp(id) {
    this.held = { id, place: this.sessions.get(id).place };
  }

  carry(place) {
    this.held.place = place;
  }

  // Whether anything was changed by putting down.
  putDown() {
    const { id, place } = this.held;
    this.held = null;
    return this.change(id, place);
  }

  letGo() {
    this.held = null;
  }

  change(id, place) {
    const session = this.sessions.get(id);
    if (isSame(session.place, place)) return false;
    if (place.start === null && session.place.start !== null) session.usual = session.place.end - session.place.start;
    this.past.push({ id, before: session.place, after: place });
    this.future = [];
    session.place = place;
    return true;
  }

  // --- The way back; each answers with the session that it moved

  undo() {
    return this.step(this.past, this.future, "before");
  }

  redo() {
    return this.step(this.future, this.past, "after");
  }

  step(from, to, side) {
    const change = from.pop();
    if (!change) return null;
    to.push(change);
    const session = this.sessions.get(change.id);
    session.place = change[side];
    return session;
  }

  // --- What is sent, and what comes back

  moves() {
    return this.unsaved().map((session) => ({
      session: session.id,
      seen: session.seen,
      starts_at: instant(session.place.start),
      ends_at: instant(session.place.end),
      room: session.place.room,
    }));
  }

  saved(sessions) {
    // A length is not saved without a time; until the page is left it is remembered here.
    const usual = (id) => this.sessions.get(id)?.usual;
    this.sessions = new Map(
      sessions.map((session) => [session.id, { ...this.fresh(session), usual: usual(session.id) }])
    );
    this.past = [];
    this.future = [];
  }

  // Others saved first: theirs is what is saved now, and what was moved here stays moved.
  refused(sessions) {
    const before = this.sessions;
    this.sessions = new Map();
    sessions.forEach((row) => {
      const session = this.fresh(row);
      const own = before.get(session.id);
      if (own && !isSame(own.place, own.saved)) session.place = own.place;
      if (own) this.forget(own.saved, session.saved, session.id);
      this.sessions.set(session.id, session);
    });
    const isThere = (change) => this.sessions.has(change.id);
    this.past = this.past.filter(isThere);
    this.future = this.future.filter(isThere);
  }

  // What was saved once is saved differently now; the way back leads there.
  forget(old, now, id) {
    [...this.past, ...this.future].forEach((change) => {
      if (change.id !== id) return;
      if (isSame(change.before, old)) change.before = now;
      if (isSame(change.after, old)) change.after = now;
    });
  }

  takeTheirs(id) {
    this.change(id, this.sessions.get(id).saved);
  }

  // --- Conflicts, as they are now

  conflicts() {
    const sessions = this.scheduled().filter((session) => !session.is_cancelled);
    const found = [];
    const inRoom = new Map();
    const of = new Map();
    sessions.forEach((session) => {
      const place = this.place(session);
      if (place.start < this.begins || place.end > this.ends) found.push({ kind: "outside", ids: [session.id] });
      if (place.room !== null) gather(inRoom, place.room, session);
      const speakers = new Map(session.people.filter((one) => one.speaker).map((one) => [one.speaker, one.name]));
      speakers.forEach((name, speaker) => gather(of, speaker, { ...session, name }));
    });
    inRoom.forEach((own, room) => {
      this.overlaps(own).forEach((ids) => found.push({ kind: "room_twice", ids, room }));
    });
    of.forEach((own) => {
      this.overlaps(own).forEach((ids) => found.push({ kind: "speaker_twice", ids, name: own[0].name }));
    });
    return found;
  }

  overlaps(sessions) {
    const pairs = [];
    let running = null;
    const start = (session) => this.place(session).start;
    const end = (session) => this.place(session).end;
    sessions
      .sort((one, other) => start(one) - start(other) || end(one) - end(other))
      .forEach((session) => {
        if (running && start(session) < end(running)) pairs.push([running.id, session.id]);
        if (!running || end(session) > end(running)) running = session;
      });
    return pairs;
  }
}

function gather(groups, key, value) {
  if (!groups.has(key)) groups.set(key, []);
  groups.get(key).push(value);
}
