// Suggestions while typing, after the WAI-ARIA combobox pattern. Without script the form just searches.
for (const input of document.querySelectorAll("input[data-suggestions]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder || input.labels[0]?.textContent || "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let timer = 0;
  let asked = 0;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    if (input.dataset.fill) {
      // The field shows the name, a hidden one beside it holds the id.
      let id = input.form.elements[input.dataset.fill];
      if (!id) {
        id = Object.assign(document.createElement("input"), { type: "hidden", name: input.dataset.fill });
        input.after(id);
      }
      input.value = "withPlace" in input.dataset && item.dataset.town ? `${item.dataset.name} (${item.dataset.town})` : item.dataset.name;
      id.value = item.dataset.id;
      close();
    } else {
      window.location.assign(item.dataset.url);
    }
  };
  const choose = (next) => {
    const items = [...list.children];
    chosen = (next + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    list.replaceChildren(
      ...found.map((hit, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.url = hit.url;
        item.dataset.id = hit.id;
        item.dataset.name = hit.name;
        item.dataset.town = hit.town;
        const where = document.createElement("small");
        where.textContent = [hit.kind, hit.town].filter(Boolean).join(" · ");
        item.append(hit.name, where);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(item);
        });
        return item;
      }),
    );
    chosen = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) {
      close();
      return;
    }
    timer = setTimeout(async () => {
      const mine = ++asked;
      try {
        const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(input.value)}`);
        const found = answer.ok ? await answer.json() : [];
        if (mine === asked) show(found);
      } catch {
        close();
      }
    }, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}
