// The agenda editor: moves sessions about on a grid of rooms and times, and saves all moves as one.

import { Grid, fill } from "./agenda-editor-grid.js";
import { followKeys, followPointer } from "./agenda-editor-hands.js";
import { Agenda } from "./agenda-editor-model.js";

const root = document.getElementById("agenda-editor");
const board = JSON.parse(document.getElementById("agenda-editor-board").textContent);
const { words } = board;
const agenda = new Agenda(board);
const grid = new Grid(root, agenda);
const undecided = new Set();
let findings = board.findings;
let isSaving = false;

function button(name) {
  return root.querySelector(`[data-do="${name}"]`);
}

function made(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

// Says what happened, for whoever does not see it.
function say(text, session) {
  const place = session && grid.inWords(agenda.place(session));
  grid.part("live").textContent = session ? fill(text, { title: session.title, place }) : text;
}

function inWords(conflict) {
  const [first, second] = conflict.ids.map((id) => agenda.sessions.get(id).title);
  const room = conflict.kind === "room_twice" ? grid.roomName(conflict.room) : "";
  return fill(words[conflict.kind], { title: first, first, second, room, name: conflict.name });
}

// As weighty as the check before publishing takes it.
function asFinding(conflict) {
  return { severity: conflict.kind === "speaker_twice" ? "warning" : "error", message: inWords(conflict) };
}

function show() {
  const conflicts = grid.draw();
  const count = agenda.unsaved().length;
  const state = { 0: words.all_saved, 1: words.unsaved_one }[count] || fill(words.unsaved, { count });
  grid.part("state").textContent = isSaving ? words.saving : state;
  button("undo").disabled = !agenda.past.length;
  button("redo").disabled = !agenda.future.length;
  button("save").disabled = !count || isSaving;
  const isSaved = !count && !agenda.held;
  showProblems(isSaved ? findings : conflicts.map(asFinding));
}

function showProblems(problems) {
  const list = made("ul", "agenda-editor__problems");
  problems.forEach((one) => list.append(made("li", `notice notice--${one.severity}`, one.message)));
  grid.part("problems").replaceChildren(...(problems.length ? [list] : []));
}

// --- Saving

async function save() {
  if (isSaving || agenda.held) return;
  if (undecided.size) {
    grid.part("refusal").focus();
    return;
  }
  isSaving = true;
  show();
  try {
    const response = await fetch(board.save_url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ moves: agenda.moves() }),
    });
    isSaving = false;
    await take(response);
  } catch (error) {
    isSaving = false;
    refuse(fill(words.not_saved, { why: words.no_answer }));
  }
  show();
}

async function take(response) {
  const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
  if (!isOurs) {
    refuse(fill(words.not_saved, { why: words.no_answer }));
    return;
  }
  const answer = await response.json();
  if (response.ok) {
    agenda.saved(answer.sessions);
    findings = answer.findings;
    grid.part("refusal").hidden = true;
    say(answer.message);
  } else if (response.status === 409) {
    const titles = new Map(Array.from(agenda.sessions.values(), (one) => [one.id, one.title]));
    agenda.refused(answer.sessions);
    findings = answer.findings;
    refuse(words.refused, answer.overtaken.map((one) => choice(one, titles.get(one.session))));
  } else refuse(fill(words.not_saved, { why: answer.message }));
}

function refuse(heading, choices = []) {
  const panel = grid.part("refusal");
  panel.replaceChildren(made("h2", "", heading), ...(choices.length ? [made("ul", "", ...choices)] : []));
  panel.hidden = false;
  panel.focus();
}

// What somebody else did to a session, and the two ways on from there.
function choice(one, title) {
  const item = made("li", "", one.sentence);
  if (!agenda.sessions.has(one.session)) {
    item.prepend(`${title}: `);
    return item;
  }
  undecided.add(one.session);
  const decide = (text, act) => {
    const way = made("button", "button", text);
    way.type = "button";
    way.addEventListener("click", () => {
      act();
      undecided.delete(one.session);
      item.remove();
      if (!undecided.size) {
        grid.part("refusal").hidden = true;
        button("save").focus();
      }
      show();
    });
    return way;
  };
  const theirs = decide(words.take_theirs, () => agenda.takeTheirs(one.session));
  const mine = decide(words.keep_mine, () => {});
  [theirs, mine].forEach((way) => way.setAttribute("aria-label", `${way.textContent}: ${title}`));
  item.append(made("div", "agenda-editor__choice", theirs, mine));
  return item;
}

// --- The rest of the bar

function step(name, text) {
  if (agenda.held) return;
  const session = agenda[name]();
  if (!session) return;
  const day = session.place.start === null ? null : agenda.dayOf(session.place.start);
  if (day) grid.day = day;
  show();
  const what = `${session.title}${words.comma}${grid.inWords(session.place)}`;
  say(fill(text, { what }));
}

grid.part("days").addEventListener("click", (event) => {
  const tab = event.target.closest("[data-date]");
  if (!tab) return;
  grid.day = agenda.days.find((day) => day.date === tab.dataset.date);
  show();
});
button("undo").addEventListener("click", () => step("undo", words.undone));
button("redo").addEventListener("click", () => step("redo", words.redone));
button("save").addEventListener("click", save);
root.addEventListener("dblclick", (event) => {
  const block = event.target.closest("[data-session]");
  if (block) window.location.assign(agenda.sessions.get(Number(block.dataset.session)).url);
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || root.hidden) return;
  const key = event.key.toLowerCase();
  if (key === "s") save();
  else if (key === "y" || (key === "z" && event.shiftKey)) step("redo", words.redone);
  else if (key === "z") step("undo", words.undone);
  else return;
  event.preventDefault();
});
window.addEventListener("beforeunload", (event) => {
  if (agenda.unsaved().length) event.preventDefault();
});

const hands = { root, agenda, grid, show, say, words };
followPointer(hands);
followKeys(hands);
root.hidden = false;
show();
