// What goes with the picture: who is chosen and what to do next, search, keyboard, and the table in step.
"use strict";

const MOST_NAMED = 8;
const MOST_FOUND = 8;
const words = JSON.parse(document.getElementById("map-words").textContent);
const say = (sentence, values = {}) => Object.entries(values).reduce((told, [name, value]) => told.replace(`{${name}}`, () => value), sentence);
const make = (tag, text = "", attributes = {}) => {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

class Explorer {
  // `address` says where the picture's further views are: around(ids), opened(id), connection(a, b).
  // A picture in a file has none; what needs the site is then left out.
  constructor(picture, address = null) {
    this.picture = picture;
    this.address = address;
    this.panel = document.getElementById("map-panel");
    // Who reads by ear is told the heading, not all of the panel at each step.
    this.said = document.getElementById("map-said");
    this.asking = null;
    this.onSelect = () => {};
    // What ties an organisation to each neighbour, by the neighbour's id: lines with text, source and url.
    this.tiesOf = async () => ({});
    this.#searching();
    this.#keys();
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => picture.zoom(Number(button.dataset.zoom)));
    }
    for (const hidden of document.querySelectorAll(".map-search, .map-zoom, .map-frame, #map-keys, #map-panel")) hidden.hidden = false;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("#table [data-choose]");
      if (button) this.find(button.dataset.choose);
      const row = event.target.closest("#table tr[data-id]");
      if (row && !event.target.closest("a, button")) this.choose(row.dataset.id);
    });
  }

  // Chooses a mark, or ends the way that was begun from another; null for none.
  choose(id, { focus = false, quiet = false, step = false } = {}) {
    if (this.asking && id && id !== this.asking) {
      this.showWay(this.asking, id);
      return;
    }
    this.asking = null;
    this.picture.showWay([]);
    this.picture.select(id);
    this.tell();
    if (!quiet) this.onSelect({ selected: this.picture.chosen, to: null }, { step });
    // On a phone the panel lies below the picture.
    if (id && !quiet && !step && window.matchMedia("(max-width: 900px)").matches) this.panel.scrollIntoView({ block: "nearest" });
    if (focus) this.panel.querySelector("a, button")?.focus();
  }

  find(id, { step = false } = {}) {
    const way = this.asking;
    this.choose(id, { step });
    if (!way && this.picture.byId.has(id)) this.picture.goTo(id);
  }

  showWay(start, end, { quiet = false } = {}) {
    this.asking = null;
    const way = this.picture.wayBetween(start, end);
    this.picture.select(start);
    this.picture.showWay(way);
    this.tell();
    const told = make("div", "", { class: "map-way" });
    const names = [start, end].map((id) => this.picture.byId.get(id).name);
    if (way.length) {
      told.append(make("strong", say(way.length === 2 ? words.one_step : words.steps, { number: way.length - 1 })));
      const list = make("ol");
      for (const id of way) {
        const item = make("li");
        item.append(this.#link(this.picture.byId.get(id)));
        list.append(item);
      }
      told.append(list);
    } else {
      told.append(make("p", say(words.no_way, { one: names[0], other: names[1] })));
    }
    if (this.address) told.append(make("a", words.connection, { href: this.address.connection(start, end) }));
    this.panel.prepend(told);
    this.said.textContent = told.textContent;
    if (!quiet) this.onSelect({ selected: start, to: end });
  }

  // Says something above who is chosen.
  note(sentence) {
    this.panel.prepend(make("p", sentence, { class: "map-way" }));
    this.said.textContent = sentence;
  }

  tell() {
    const node = this.picture.byId.get(this.picture.chosen);
    for (const row of document.querySelectorAll("#table tr[data-id]")) row.classList.toggle("table-active", row.dataset.id === node?.id);
    if (!node) {
      this.panel.replaceChildren(make("p", words.invitation));
      return;
    }
    const present = this.picture.present.get(node.id);
    const all = this.picture.order.filter((other) => this.picture.neighbours.get(node.id).has(other.id));
    const near = [...all.filter((other) => present.has(other.id)), ...all.filter((other) => !present.has(other.id))];
    this.panel.replaceChildren(...(node.members ? this.#group(node) : this.#organisation(node, near)));
    this.said.textContent = [...this.panel.children].slice(0, 2).map((part) => part.textContent).join(", ");
    if (!near.length) return;
    this.panel.append(make("p", words.tied_to, { class: "map-tied" }), this.#list(near));
    if (!node.members) this.#tellTies(node.id);
  }

  #group(node) {
    const actions = make("div", "", { class: "map-actions" });
    if (this.address) actions.append(make("a", words.open_group, { href: this.address.opened(node.id), class: "btn btn-primary btn-sm", "data-go": "" }));
    return [make("p", say(words.members, { number: node.members.toLocaleString(document.documentElement.lang) })), make("strong", node.name, { class: "map-name" }), actions];
  }

  #organisation(node, near) {
    const parts = [make("p", [node.kind, node.town].filter(Boolean).join(" · ")), make("strong", node.name, { class: "map-name" })];
    if (node.topics.length) parts.push(make("p", node.topics.join("; ")));
    const present = near.filter((other) => this.picture.present.get(node.id).has(other.id));
    const schools = present.filter((other) => other.group === "school").length;
    parts.push(make("p", say(schools ? words.ties_schools : words.ties, { number: present.length, schools })));
    if (near.length > present.length) parts.push(make("p", say(words.others, { number: near.length - present.length })));
    parts.push(make("p", node.confirmed, { class: "source" }));
    const actions = make("div", "", { class: "map-actions" });
    if (this.address) {
      if (!this.address.alone(node.id)) actions.append(make("a", words.around, { href: this.address.around([node.id]), class: "btn btn-primary btn-sm", "data-go": "" }));
      if (node.more > 0) actions.append(make("a", say(words.expand, { number: node.more }), { href: this.address.expanded(node.id), class: "btn btn-outline-primary btn-sm", "data-go": "" }));
    }
    const way = make("button", words.way, { type: "button", class: "btn btn-outline-primary btn-sm" });
    way.addEventListener("click", () => this.#askForWay(node));
    actions.append(way);
    if (node.url && this.address) actions.append(make("a", words.profile, { href: node.url, class: "btn btn-outline-primary btn-sm" }));
    parts.push(actions);
    return parts;
  }

  #askForWay(node) {
    this.asking = node.id;
    const told = make("div", "", { class: "map-way", role: "status" });
    told.append(make("p", say(words.way_to, { name: node.name })));
    const stop = make("button", words.cancel, { type: "button", class: "btn btn-outline-primary btn-sm" });
    stop.addEventListener("click", () => { this.asking = null; this.tell(); this.panel.querySelector("a, button")?.focus(); });
    told.append(stop);
    this.panel.querySelector(".map-way")?.remove();
    this.panel.prepend(told);
    document.getElementById("map-find").focus();
  }

  #link(node) {
    const button = make("button", node.name, { type: "button", class: "btn btn-link" });
    button.addEventListener("click", () => { this.find(node.id); this.panel.querySelector("a, button")?.focus(); });
    return button;
  }

  #list(near) {
    const list = make("ul", "", { class: "map-neighbours" });
    for (const other of near.slice(0, MOST_NAMED)) {
      const item = make("li", "", { "data-neighbour": other.id });
      item.append(this.#link(other));
      list.append(item);
    }
    if (near.length > MOST_NAMED) list.append(make("li", say(words.more, { number: near.length - MOST_NAMED }), { class: "quiet" }));
    return list;
  }

  // Kind, period and source of each relation; who steps on quickly asks for nothing.
  async #tellTies(id) {
    await new Promise((resume) => { setTimeout(resume, 150); });
    if (this.picture.chosen !== id) return;
    const ties = await this.tiesOf(id).catch(() => ({}));
    if (this.picture.chosen !== id) return;
    for (const item of this.panel.querySelectorAll("[data-neighbour]")) {
      item.querySelector("ul")?.remove();
      const list = make("ul", "", { class: "map-ties" });
      for (const { text, source, url } of ties[item.dataset.neighbour] ?? []) list.append(this.#tie(text, source, url));
      if (list.children.length) item.append(list);
    }
  }

  #tie(text, source, url) {
    const item = make("li", text);
    if (!source) return item;
    const told = make("span", "", { class: "source" });
    const [before, after] = words.source.split("{source}");
    told.append(before, url ? make("a", source, { href: url, rel: "noreferrer nofollow" }) : source, after);
    item.append(told);
    return item;
  }

  #searching() {
    const input = document.getElementById("map-find");
    combobox(input, {
      id: "map-found",
      label: words.found,
      empty: words.nothing_found,
      first: true,
      ask: async (typed, show) => {
        const here = this.#foundHere(typed);
        show(here);
        const elsewhere = (await this.address?.search?.(typed)) ?? [];
        const more = elsewhere.filter((hit) => !this.picture.byId.has(hit.id));
        if (more.length) show([...here, ...more].slice(0, MOST_FOUND));
      },
      take: (hit) => {
        input.value = "";
        if (hit.url) window.location.assign(hit.url);
        else this.find(hit.id);
      },
    });
  }

  #foundHere(typed) {
    const plain = (text) => text.toLocaleLowerCase("de").replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "");
    const asked = plain(typed).split(/\s+/).filter(Boolean);
    return this.picture.order
      .filter((node) => { const text = plain(`${node.name} ${node.town ?? ""}`); return asked.every((word) => text.includes(word)); })
      .slice(0, MOST_FOUND)
      .map((node) => ({ id: node.id, name: node.name, note: [node.kind, node.town].filter(Boolean).join(" · ") }));
  }

  // n and p (or Page Down and Page Up) go through the marks, arrows move, plus and minus scale, Enter opens, Escape lets go.
  #keys() {
    const moves = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
    const sizes = { "+": 1.3, "-": 1 / 1.3 };
    this.picture.box.addEventListener("keydown", (event) => {
      const by = { n: 1, PageDown: 1, p: -1, PageUp: -1 }[event.key];
      const chosen = this.picture.byId.get(this.picture.chosen);
      if (by) {
        const id = this.picture.step(by);
        if (id) this.find(id, { step: true });
      } else if (moves[event.key]) {
        this.picture.pan(...moves[event.key]);
      } else if (sizes[event.key]) {
        this.picture.zoom(sizes[event.key]);
      } else if (event.key === "Enter" && chosen) {
        if (chosen.members) this.picture.told.open?.(chosen.id);
        else this.picture.told.profile?.(chosen.id);
      } else if (event.key === "Escape") {
        this.choose(null);
      } else return;
      event.preventDefault();
    });
  }
}
