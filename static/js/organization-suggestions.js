// Suggests known organizations while somebody writes the name of theirs. Without it, the field is
// a plain one: nothing has to be chosen from the suggestions.
const list = document.querySelector("datalist[data-suggestions]");
const input = list && document.querySelector(`input[list="${list.id}"]`);
const SHORTEST_QUERY = 2;
const PAUSE_IN_MS = 200;

let timer = 0;
let pending = null;

async function suggest() {
  const text = input.value.trim();
  pending?.abort();
  if (text.length < SHORTEST_QUERY) {
    list.replaceChildren();
    return;
  }
  pending = new AbortController();
  try {
    const address = `${list.dataset.suggestions}?${new URLSearchParams({ q: text })}`;
    const response = await fetch(address, { signal: pending.signal, credentials: "omit" });
    if (!response.ok) return;
    const { organizations } = await response.json();
    list.replaceChildren(
      ...organizations.map((name) => {
        const option = document.createElement("option");
        option.value = name;
        return option;
      }),
    );
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren();
  }
}

input?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, PAUSE_IN_MS);
});
