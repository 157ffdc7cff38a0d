// Shows of the event's questions only those that are asked, as the answers change. Without it, all are
// there, each under the words that say when it is asked; the server decides the same by itself.
const block = document.querySelector("[data-questions]");
const form = block?.closest("form");
const questions = block ? [...block.querySelectorAll(":scope > .question")] : [];
const status = block?.querySelector("[data-questions-status]");

function chosen(name) {
  return [...form.elements]
    .filter((control) => control.name === name)
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value);
}

function isShown(question) {
  return !question.hidden;
}

function includesAny(list, values) {
  const wanted = list.split(" ");
  return values.some((value) => wanted.includes(value));
}

function isAsked(question) {
  const { ticketTypes, sessions, shownIf, answers } = question.dataset;
  if (ticketTypes && !includesAny(ticketTypes, chosen("ticket_type"))) return false;
  if (sessions && !includesAny(sessions, chosen("wanted_sessions"))) return false;
  if (!shownIf) return true;
  const condition = questions.find((other) => other.querySelector(`[name="${shownIf}"]`));
  return Boolean(condition) && isShown(condition) && includesAny(answers, chosen(shownIf));
}

function update() {
  let hasMore = false;
  // In their order: a question that is not asked decides nothing about those after it.
  for (const question of questions) {
    const wasHidden = question.hidden;
    question.hidden = !isAsked(question);
    hasMore ||= wasHidden && !question.hidden;
  }
  return hasMore;
}

if (form) {
  block.classList.add("questions--live");
  update();
  form.addEventListener("change", () => {
    status.textContent = update() ? status.dataset.more : "";
  });
}
