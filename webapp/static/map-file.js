// The map in a file: both arrangements and the legend work without a server.
"use strict";

const pictures = JSON.parse(document.getElementById("map-data").textContent);
const picture = new NetworkPicture(document.getElementById("map"), { select: (id) => explorer.choose(id) });
const ties = JSON.parse(document.getElementById("map-ties").textContent);
const explorer = new Explorer(picture);
explorer.tiesOf = async (id) => ties[id] ?? {};
const switches = [...document.querySelectorAll("[data-arrangement]")];
const ticked = (name) => new Set([...document.querySelectorAll(`input[name="${name}"]:checked`)].map((tick) => tick.value));
let arrangement = document.getElementById("map").dataset.arrangement;

const showArrangement = async (fit) => {
  for (const button of switches) {
    const pressed = button.dataset.arrangement === arrangement;
    button.setAttribute("aria-pressed", String(pressed));
    button.classList.toggle("btn-primary", pressed);
    button.classList.toggle("btn-outline-primary", !pressed);
  }
  const { nodes, edges, ...rest } = pictures[arrangement];
  const groups = ticked("group");
  const relationships = ticked("relationship");
  const shown = nodes.filter((node) => node.members || groups.has(node.group));
  const ids = new Set(shown.map((node) => node.id));
  const between = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to) && (!edge.relationship || relationships.has(edge.relationship)));
  if (!(await picture.show({ nodes: shown, edges: between, ...rest }, { fit }))) return;
  explorer.choose(picture.chosen);
  picture.box.dataset.ready = "1";
};
for (const button of switches) {
  button.addEventListener("click", () => {
    arrangement = button.dataset.arrangement;
    showArrangement("all");
  });
}
for (const tick of document.querySelectorAll("input[type=checkbox]")) tick.addEventListener("change", () => showArrangement("keep"));
showArrangement("all");
