// Small comforts; every page works without them.
if (window.matchMedia("(max-width: 900px)").matches) {
  for (const details of document.querySelectorAll("details[data-fold-on-phone]")) details.open = false;
}
// On a phone a map is wider than the screen: what it is about comes into sight first.
for (const seeker of document.querySelectorAll(".scroll > .plot .seeker")) {
  const frame = seeker.closest(".scroll");
  const { x, width } = seeker.getBoundingClientRect();
  frame.scrollLeft += x + width / 2 - frame.getBoundingClientRect().x - frame.clientWidth / 2;
}
const value = (row, column) => row.cells[column].textContent.trim();
for (const table of document.querySelectorAll("table[data-sortable]")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => value(a, column).localeCompare(value(b, column), document.documentElement.lang, { numeric: true }));
      table.tBodies[0].append(...(down ? rows.reverse() : rows));
    });
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// The language is another page: what is written in a form would be gone.
let written = false;
document.addEventListener("input", (event) => { written ||= event.target.form?.method === "post"; });
document.querySelector("[data-unsaved]")?.addEventListener("click", (event) => {
  if (written && !window.confirm(event.currentTarget.dataset.unsaved)) event.preventDefault();
});
// The second click of a double click sends nothing anew.
const sentAt = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (event.timeStamp - (sentAt.get(form) ?? -Infinity) < 3000) event.preventDefault();
  else sentAt.set(form, event.timeStamp);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sentAt.delete(form);
});
