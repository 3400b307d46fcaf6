// The map on its page: every filter is an address; what changed is fetched and exchanged, and the picture moves there.
"use strict";

const box = document.getElementById("map");
const dataOf = (page) => JSON.parse(page.getElementById("map-data").textContent);
const addressWith = (changes, from = window.location.href) => {
  const url = new URL(from);
  for (const [name, value] of Object.entries(changes)) {
    url.searchParams.delete(name);
    for (const each of [value ?? []].flat()) url.searchParams.append(name, each);
  }
  url.hash = "";
  return url.href;
};
const asked = (name) => new URL(window.location.href).searchParams.getAll(name);

// From a frame on another site the way leads into a window of its own.
const leave = (address) => (window.top === window ? window.location.assign(address) : window.open(address, "_blank"));

const picture = new NetworkPicture(box, {
  select: (id) => explorer.choose(id),
  open: (id, { zoomed = false } = {}) => go(addressWith({ open: [...asked("open"), id], page: null, view: null }), { fit: zoomed ? "keep" : [picture.byId.get(id)], keep: zoomed }),
  profile: (id) => leave(picture.byId.get(id).url),
  moved: () => history.replaceState(null, "", addressWith({ view: picture.view })),
});
const explorer = new Explorer(picture, {
  alone: (id) => asked("around").length === 1 && asked("around")[0] === id,
  around: (ids) => addressWith({ around: ids, view: null, page: null, open: null, selected: ids[0] }),
  expanded: (id) => addressWith({ around: asked("around").length ? [...asked("around"), id] : [id], view: null, page: null, selected: id }),
  opened: (id) => addressWith({ open: [...asked("open"), id], view: null, page: null }),
  connection: (one, other) => `${words.connection_url}?${new URLSearchParams({ from: one, to: other })}`,
  search: async (typed) => {
    const answer = await fetch(`${words.search_url}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok) return [];
    return (await answer.json()).map(({ id, name, kind, town }) => ({
      id, name, note: [kind, town, words.not_shown].filter(Boolean).join(" · "),
      url: addressWith({ selected: id, view: null, ...(box.dataset.grouped ? {} : { around: [...asked("around"), id] }) }),
    }));
  },
});
explorer.tiesOf = async (id) => {
  const answer = await fetch(`${words.ties_url}?organisation=${encodeURIComponent(id)}`);
  return answer.ok ? answer.json() : {};
};
// Stepping through by key leaves no trail to go back through.
explorer.onSelect = (changes, { step = false } = {}) => history[step ? "replaceState" : "pushState"](null, "", addressWith(changes));

// Fetches the page behind an address and shows it; the picture keeps its scale unless told otherwise.
let fetching = null;
const go = async (address, { fit = "keep", push = true } = {}) => {
  fetching?.abort();
  const mine = (fetching = new AbortController());
  const waiting = setTimeout(() => box.setAttribute("aria-busy", "true"), 250);
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("map-data")) { window.location.assign(address); return; }
    if (push) history.pushState(null, "", address);
    const focused = whereFocusIs();
    const open = document.getElementById("table").open;
    for (const part of document.querySelectorAll("[data-part]")) part.replaceWith(document.importNode(page.getElementById(part.id), true));
    document.getElementById("table").open ||= open;
    refocus(focused);
    wire();
    await showPage({ fit });
    refocus(focused);
    if (!picture.chosen) explorer.said.textContent = document.querySelector("#map-head h1").textContent.replace(/\s+/g, " ").trim();
  } catch (error) {
    if (error.name === "AbortError") return;
    console.error(error);
    window.location.assign(address);
  } finally {
    clearTimeout(waiting);
    if (mine === fetching) box.removeAttribute("aria-busy");
  }
};
// Where the keyboard is, to find the same or what stands in its place once the page has been exchanged.
const reachable = (part) => [...(part?.querySelectorAll("a[href], button, input, select, summary") ?? [])];
const whereFocusIs = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const part = element.closest("[data-part], #map-panel");
  return part && { element, part: part.id, at: reachable(part).indexOf(element), text: element.textContent.trim() };
};
const refocus = (was) => {
  if (!was || document.contains(was.element) || document.activeElement !== document.body) return;
  const { element, part, at, text } = was;
  const there = reachable(document.getElementById(part));
  const same = element.id ? document.getElementById(element.id) : element.name ? there.find((other) => other.name === element.name && other.value === element.value) : there.find((other) => other.textContent.trim() === text);
  (same ?? there[Math.min(at, there.length - 1)] ?? box).focus({ preventScroll: true });
};

const showPage = async ({ fit }) => {
  const data = dataOf(document);
  box.dataset.grouped = data.nodes.some((node) => node.members) ? "yes" : "";
  if (!(await picture.show(data, { fit }))) return;
  const [selected] = asked("selected");
  const [to] = asked("to");
  if (selected && to && picture.byId.has(selected) && picture.byId.has(to)) explorer.showWay(selected, to, { quiet: true });
  else {
    explorer.choose(selected ?? null, { quiet: true });
    if (selected && to) explorer.note(words.no_way_there);
  }
  const [view] = asked("view");
  if (view) picture.view = view;
  box.dataset.ready = String(Number(box.dataset.ready ?? 0) + 1);
};

// What is in an exchanged part has to be listened to anew.
const wire = () => {
  const form = document.getElementById("map-form");
  const details = form.querySelector("details");
  if (window.matchMedia("(max-width: 900px)").matches) details.open = details.dataset.open === "yes";
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = new URL(form.action);
    const boxes = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
    // All boxes ticked is the same as none asked for: keep the address short.
    const all = ["group", "relationship"].filter((name) => boxes(name).every((tick) => tick.checked));
    for (const [name, value] of new FormData(form)) if (value && !all.includes(name)) url.searchParams.append(name, value);
    for (const name of ["selected", "to", "view"]) for (const value of asked(name)) url.searchParams.append(name, value);
    go(url.href);
  });
  wireYears(form);
};

let playing = 0;
const wireYears = (form) => {
  const years = document.getElementById("map-years");
  if (!years) return;
  const slider = document.getElementById("map-year");
  const button = document.getElementById("map-play");
  const said = document.getElementById("map-year-said");
  years.querySelector(".play").hidden = false;
  for (const field of years.querySelectorAll("input[name]")) field.addEventListener("change", () => form.requestSubmit());
  const showYear = (year, push) => go(addressWith({ since: year, until: year, page: null }), { push });
  slider.addEventListener("input", () => { said.textContent = slider.value; });
  slider.addEventListener("change", () => showYear(slider.value, true));
  button.textContent = playing ? button.dataset.stop : button.dataset.play;
  button.addEventListener("click", () => {
    if (playing) { clearTimeout(playing); playing = 0; button.textContent = button.dataset.play; return; }
    const last = Number(years.dataset.last);
    let year = Number(slider.value) >= last ? Number(years.dataset.first) : Number(slider.value);
    const next = async () => {
      await showYear(year, false);
      history.replaceState(null, "", addressWith({ since: year, until: year, page: null }));
      year += 1;
      const now = document.getElementById("map-play");
      if (!playing) return;
      if (year > last) { playing = 0; now.textContent = now.dataset.play; } else playing = setTimeout(next, 1200);
    };
    playing = setTimeout(next);
    button.textContent = button.dataset.stop;
  });
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("#map-head a, #map-chips a, #table a, #map-panel a[data-go], #map-form a, #map-empty a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.pathname !== window.location.pathname || (url.hash && url.search === window.location.search)) return;
  event.preventDefault();
  const sorting = link.closest("#table thead, #table .pages");
  go(url.href, { fit: sorting ? "keep" : "all" });
});
window.addEventListener("popstate", () => go(window.location.href, { push: false, fit: asked("view").length ? "keep" : "all" }));

const begin = async () => {
  try {
    wire();
    await showPage({ fit: "all" });
  } catch (error) {
    explorer.panel.replaceChildren(make("p", words.failed));
    box.hidden = true;
    throw error;
  }
};
begin();
