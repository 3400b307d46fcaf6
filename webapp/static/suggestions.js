// Suggestions while typing. Without script the form just searches.
"use strict";

for (const input of document.querySelectorAll("input[data-suggestions]")) {
  combobox(input, {
    id: `${input.id}-suggestions`,
    label: input.placeholder || input.labels[0]?.textContent || "",
    least: 2,
    delay: 150,
    ask: async (typed, show) => {
      try {
        const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(typed)}`);
        const found = answer.ok ? await answer.json() : [];
        show(found.map((hit) => ({ ...hit, note: [hit.kind, hit.town].filter(Boolean).join(" · ") })));
      } catch {
        show([]);
      }
    },
    take: (hit) => {
      if (!input.dataset.fill) {
        window.location.assign(hit.url);
        return;
      }
      // The field shows the name, a hidden one beside it holds the id.
      let id = input.form.elements[input.dataset.fill];
      if (!id) {
        id = Object.assign(document.createElement("input"), { type: "hidden", name: input.dataset.fill });
        input.after(id);
      }
      input.value = "withPlace" in input.dataset && hit.town ? `${hit.name} (${hit.town})` : hit.name;
      id.value = hit.id;
    },
  });
}
