// A list of what is found under a field, after the WAI-ARIA combobox pattern.
"use strict";

// `ask(typed, show)` looks for hits, which have a name and a note, and shows them, more than once where
// some come later; `take(hit)` is told of the chosen one. `least` characters have to be typed, and `delay`
// milliseconds go by. `empty` is said where nothing is found; without it the list closes. `first`: Enter
// takes the first hit where none is marked.
const combobox = (input, { id, label, ask, take, least = 1, delay = 0, empty = "", first = false }) => {
  const list = document.createElement("ul");
  Object.assign(list, { id, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  input.after(list);
  if (empty) list.after(said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" })) input.setAttribute(name, value);
  let hits = [];
  let marked = -1;
  let asked = 0;
  let timer = 0;

  // What was asked for and comes later opens nothing any more.
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    marked = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (hit) => {
    close();
    take(hit);
  };
  const option = (name, note, number) => {
    const item = document.createElement("li");
    item.id = `${id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const where = document.createElement("small");
    where.textContent = note;
    item.append(name, where);
    return item;
  };
  const show = (found) => {
    hits = found;
    marked = -1;
    list.replaceChildren(
      ...found.map((hit, number) => {
        const item = option(hit.name, hit.note, number);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(hit);
        });
        return item;
      }),
    );
    if (!found.length && empty) {
      const nothing = option(empty, "", 0);
      nothing.setAttribute("aria-disabled", "true");
      list.append(nothing);
    }
    said.textContent = found.length ? "" : empty;
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const mark = (next) => {
    const items = [...list.children];
    marked = (next + items.length) % items.length;
    items.forEach((item, number) => item.setAttribute("aria-selected", String(number === marked)));
    input.setAttribute("aria-activedescendant", items[marked].id);
    items[marked].scrollIntoView({ block: "nearest" });
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < least) {
      close();
      return;
    }
    const mine = ++asked;
    const look = () => ask(input.value, (found) => { if (mine === asked) show(found); });
    if (delay) timer = setTimeout(look, delay);
    else look();
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden && hits.length > 0;
    if (event.key === "Escape" && !list.hidden) close();
    else if (open && event.key === "ArrowDown") mark(marked + 1);
    else if (open && event.key === "ArrowUp") mark(Math.max(marked, 0) - 1);
    else if (open && event.key === "Enter" && (marked >= 0 || first)) choose(hits[Math.max(0, marked)]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
};
