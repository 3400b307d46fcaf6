// The network picture: vis-network moves, scales and finds what is hit; marks, lines and names are
// drawn here, in sizes that stay legible at every scale. Positions come from the server.
"use strict";

const shapes = {
  dot: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
  circle: (c, r) => c.arc(0, 0, r, 0, 2 * Math.PI),
  square: (c, r) => c.rect(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8),
  diamond: (c, r) => polygon(c, [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], r),
  triangle: (c, r) => polygon(c, [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]], r),
  triangleDown: (c, r) => polygon(c, [[0, 1.15], [1.1, -0.85], [-1.1, -0.85]], r),
  hexagon: (c, r) => polygon(c, [[-0.55, -1], [0.55, -1], [1.1, 0], [0.55, 1], [-0.55, 1], [-1.1, 0]], r),
  star: (c, r) => polygon(c, Array.from({ length: 10 }, (_, at) => {
    const angle = (at * Math.PI) / 5 - Math.PI / 2;
    const far = at % 2 ? 0.55 : 1.3;
    return [far * Math.cos(angle), far * Math.sin(angle)];
  }), r),
};
const polygon = (c, corners, r) => {
  corners.forEach(([x, y], at) => (at ? c.lineTo(x * r, y * r) : c.moveTo(x * r, y * r)));
  c.closePath();
};

const FONT = "system-ui, sans-serif";
const LABEL_PX = 13;
// Names of so many are sought room for further away from their marks too, so many pixels.
const MOST_SOUGHT = 14;
const FAR_PX = [2, 16, 32, 52, 76, 104, 140, 180];
// How far shapes reach beyond their radius.
const REACH = { diamond: 1.2, triangle: 1.15, triangleDown: 1.15, hexagon: 1.1, star: 1.3 };
const LINE_PX = 14;
const LINE_LETTERS = 26;
// A name in one line or two, parted between words or at a hyphen, the second cut where it is too long.
const linesOf = (name) => {
  if (name.length <= LINE_LETTERS) return [name];
  const parts = [...name.matchAll(/ |(?<=\p{L}-)(?=\p{L})/gu)].map((found) => found.index);
  const cut = parts.findLast((at) => at > 6 && at <= LINE_LETTERS) ?? parts.find((at) => at > LINE_LETTERS) ?? name.length;
  const rest = name.slice(cut).trim();
  return [name.slice(0, cut), rest.length > LINE_LETTERS ? `${rest.slice(0, LINE_LETTERS - 1)}…` : rest];
};
const nearest = (to, low, high) => Math.max(low, Math.min(high, to));
// The areas around a point where a name may stand, the best first: below, above, right, left, then the corners.
const around = (x, y, away, width, height) => {
  const skew = away * 0.7;
  return [
    [x - width / 2, y + away], [x - width / 2, y - away - height],
    [x + away, y - height / 2], [x - away - width, y - height / 2],
    [x + skew, y + skew], [x - skew - width, y + skew], [x + skew, y - skew - height], [x - skew - width, y - skew - height],
  ].map(([left, top]) => [left, top, left + width, top + height]);
};
// The same further away, in sixteen directions.
const further = (x, y, away, width, height) => Array.from({ length: 16 }, (_, at) => {
  const [across, down] = [Math.cos((at * Math.PI) / 8), Math.sin((at * Math.PI) / 8)];
  const [left, top] = [x + across * away + ((across - 1) * width) / 2, y + down * away + ((down - 1) * height) / 2];
  return [left, top, left + width, top + height];
});
const MOVE_MS = 500;
const SLICE = 200;
const FEW_LINES = 600;
const MARGIN = 0.35;
const pause = () => new Promise((resume) => { setTimeout(resume); });
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const pen = document.createElement("canvas").getContext("2d");
pen.font = `${LABEL_PX}px ${FONT}`;

function neighboursBy(nodes, edges) {
  const found = new Map(nodes.map((node) => [node.id, new Set()]));
  for (const { from, to } of edges) {
    found.get(from).add(to);
    found.get(to).add(from);
  }
  return found;
}

class NetworkPicture {
  // `told` may have select(id), open(id), profile(id) and moved(view): what the user does in the picture.
  constructor(box, told) {
    this.box = box;
    this.told = told;
    this.nodes = new vis.DataSet();
    this.data = { nodes: [], edges: [], areas: [] };
    this.byId = new Map();
    this.neighbours = new Map();
    this.present = new Map();
    this.begun = new Map();
    this.order = [];
    this.chosen = null;
    this.way = [];
    this.hovered = null;
    this.labels = [];
    this.lines = null;
    this.moving = 0;
    this.showing = 0;
    this.ready = false;
    this.painting = 0;
    this.sheet = null;
    this.network = null;
  }

  // Resolves when the picture stands; a later call ends an earlier one.
  async show(data, { fit = "all" } = {}) {
    const mine = ++this.showing;
    this.moving += 1;
    const before = new Map([...this.byId.values()].map((node) => [node.id, [node.x, node.y]]));
    this.ready = false;
    this.labels = [];
    this.lines = null;
    this.data = data;
    this.byId = new Map(data.nodes.map((node) => [node.id, node]));
    this.neighbours = neighboursBy(data.nodes, data.edges);
    this.present = neighboursBy(data.nodes, data.edges.filter((edge) => !edge.pale));
    this.begun = neighboursBy(data.nodes, data.edges.filter((edge) => !edge.planned));
    const rank = (node) => node.members ?? node.degree;
    this.order = [...data.nodes].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
    if (!this.byId.has(this.chosen)) this.chosen = null;
    if (!this.byId.has(this.hovered)) this.hovered = null;
    this.way = this.way.every((id) => this.byId.has(id)) ? this.way : [];
    this.#land();
    this.#start(data.options);
    this.nodes.remove(this.nodes.getIds().filter((id) => !this.byId.has(id)));
    // So many at a time, that nothing else on the page has to wait.
    for (let at = 0; at < data.nodes.length; at += SLICE) {
      this.nodes.update(data.nodes.slice(at, at + SLICE).map(({ id, x, y }) => ({ id, x, y, shape: "custom", ctxRenderer: this.#renderer })));
      await pause();
      if (mine !== this.showing) return false;
    }
    this.ready = true;
    const moved = data.nodes.filter(({ id, x, y }) => before.has(id) && (before.get(id)[0] !== x || before.get(id)[1] !== y));
    if (moved.length && !calm.matches) this.#glide(moved, before, fit);
    else this.#fit(fit, false);
    return true;
  }

  select(id) {
    this.chosen = id && this.byId.has(id) ? id : null;
    this.network.selectNodes(this.chosen ? [this.chosen] : []);
    this.#changed();
  }

  goTo(id) {
    const { x, y } = this.byId.get(id);
    this.network.moveTo({ position: { x, y }, scale: Math.max(this.network.getScale(), 0.5), animation: false });
    this.#changed();
  }

  showWay(ids) {
    this.way = ids;
    this.#changed();
    if (ids.length > 1) this.#fit(ids.map((id) => this.byId.get(id)), true);
  }

  // Returns the ids on a shortest way between two marks, empty where no tie shown here leads there. Plans are no way.
  wayBetween(start, end) {
    const from = new Map([[start, null]]);
    const waiting = [start];
    while (waiting.length && !from.has(end)) {
      const id = waiting.shift();
      for (const next of this.begun.get(id)) {
        if (!from.has(next)) { from.set(next, id); waiting.push(next); }
      }
    }
    const way = [];
    for (let id = from.has(end) ? end : null; id !== null; id = from.get(id)) way.unshift(id);
    return way;
  }

  step(by) {
    const at = this.order.findIndex((node) => node.id === this.chosen);
    return this.order[(at + by + this.order.length + (at < 0 && by < 0 ? 1 : 0)) % this.order.length]?.id;
  }

  pan(across, down) {
    const { x, y } = this.network.getViewPosition();
    const scale = this.network.getScale();
    this.network.moveTo({ position: { x: x + across / scale, y: y + down / scale }, animation: false });
    this.#rescaled();
  }

  zoom(by) {
    if (by) this.network.moveTo({ scale: this.network.getScale() * by, animation: calm.matches ? false : { duration: 200 } });
    else this.#fit("all", true);
    setTimeout(() => this.#rescaled(), 220);
  }

  get view() {
    const { x, y } = this.network.getViewPosition();
    return [Math.round(x), Math.round(y), Number(this.network.getScale().toPrecision(3))].join(",");
  }

  set view(said) {
    const [x, y, scale] = said.split(",").map(Number);
    if (![x, y, scale].every(Number.isFinite) || scale <= 0) return;
    this.network.moveTo({ position: { x, y }, scale, animation: false });
    this.#rescaled();
  }

  recolour() {
    const style = getComputedStyle(document.documentElement);
    const known = new Map();
    this.colour = (name) => {
      if (!known.has(name)) known.set(name, style.getPropertyValue(`--${name}`).trim());
      return known.get(name);
    };
    if (this.network) this.#changed();
  }

  #start(options) {
    if (this.network) return;
    this.recolour();
    const network = (this.network = new vis.Network(this.box, { nodes: this.nodes, edges: new vis.DataSet() }, options));
    this.box.querySelector(".vis-network").tabIndex = -1;
    network.on("beforeDrawing", (c) => this.#drawUnder(c));
    network.on("afterDrawing", (c) => this.#drawNames(c));
    network.on("click", ({ nodes: [id] }) => this.#clicked(id ?? null));
    network.on("doubleClick", ({ nodes: [id] }) => { if (id && !this.byId.get(id).members) this.told.profile?.(id); });
    network.on("hoverNode", ({ node }) => { this.hovered = node; network.redraw(); });
    network.on("blurNode", () => { this.hovered = null; network.redraw(); });
    let timer = 0;
    const soon = () => { clearTimeout(timer); timer = setTimeout(() => { this.#rescaled(); this.#openNear(); this.told.moved?.(); }, 200); };
    network.on("zoom", soon);
    network.on("dragEnd", soon);
    new ResizeObserver(() => { network.redraw(); this.#changed(); }).observe(this.box);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => this.recolour()));
  }

  #clicked(id) {
    const node = this.byId.get(id);
    if (node?.members) this.told.open?.(id);
    else if (id !== this.chosen) this.told.select?.(id);
  }

  // A group that fills the picture is opened.
  #openNear() {
    const scale = this.network.getScale();
    const { x, y } = this.network.getViewPosition();
    const least = 0.4 * Math.min(this.box.clientWidth, this.box.clientHeight);
    const near = this.data.nodes.find((node) => node.members && node.radius * scale > least && Math.hypot(node.x - x, node.y - y) < node.radius);
    if (near) this.told.open?.(near.id, { zoomed: true });
  }

  #glide(moved, before, fit) {
    const started = performance.now();
    const mine = ++this.moving;
    const bodies = this.network.body.nodes;
    const frame = (now) => {
      if (mine !== this.moving) return;
      const part = Math.min(1, (now - started) / MOVE_MS);
      const eased = part * part * (3 - 2 * part);
      for (const node of moved) {
        const [x, y] = before.get(node.id);
        bodies[node.id].x = x + (node.x - x) * eased;
        bodies[node.id].y = y + (node.y - y) * eased;
      }
      this.lines = null;
      this.labels = [];
      this.network.redraw();
      if (part < 1) requestAnimationFrame(frame);
      else this.#changed();
    };
    this.#fit(fit, true);
    requestAnimationFrame(frame);
  }

  // "all", "keep", or a list of marks and groups that shall be seen.
  #fit(wanted, animated) {
    const shown = wanted === "all" ? this.data.nodes : wanted;
    if (wanted === "keep" || !shown.length) { this.#rescaled(); return; }
    // Of all, the rooms that stand free: one that others stand in says little of where the picture ends.
    const isFree = (node) => !this.data.nodes.some((other) => other !== node && Math.hypot(other.x - node.x, other.y - node.y) < node.radius);
    const reach = (node) => (node.radius && (Array.isArray(wanted) || isFree(node)) ? node.radius : 0);
    const left = Math.min(...shown.map((node) => node.x - reach(node)));
    const right = Math.max(...shown.map((node) => node.x + reach(node)));
    const top = Math.min(...shown.map((node) => node.y - reach(node)));
    const bottom = Math.max(...shown.map((node) => node.y + reach(node)));
    // Names stick out beyond their marks: leave them room at the edges.
    const room = Math.min(80, this.box.clientWidth / 8);
    const scale = Math.min((this.box.clientWidth - 2 * room) / Math.max(right - left, 1), (this.box.clientHeight - 80) / Math.max(bottom - top, 1), 1.5);
    this.network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale,
      animation: animated && !calm.matches ? { duration: MOVE_MS, easingFunction: "easeInOutQuad" } : false,
    });
    if (animated && !calm.matches) setTimeout(() => this.#rescaled(), MOVE_MS + 30);
    else this.#rescaled();
  }

  #changed() {
    this.lines = null;
    this.#rescaled();
  }

  // However much has changed, names are spread and all is drawn once.
  #rescaled() {
    this.painting ||= requestAnimationFrame(() => {
      this.painting = 0;
      if (!this.ready) return;
      this.scale = this.network.getScale();
      this.#spreadNames();
      this.network.redraw();
    });
  }

  // Who stays strong while somebody is chosen; null for everybody.
  get #strong() {
    if (this.way.length) return new Set(this.way);
    return this.chosen ? new Set([this.chosen, ...this.neighbours.get(this.chosen)]) : null;
  }

  // In pixels: marks grow slower than the picture does.
  #radius(node, scale) {
    return (node.size * Math.min(2, Math.max(0.35, Math.sqrt(scale)))) / scale;
  }

  #renderer = ({ ctx, id, x, y }) => {
    const node = this.byId.get(id);
    const scale = this.network.getScale();
    const r = this.#radius(node, scale);
    const draw = () => {
      const strong = this.strongNow;
      ctx.save();
      ctx.translate(x, y);
      ctx.globalAlpha = !strong || strong.has(id) ? 1 : 0.2;
      if (node.members && node.radius * scale > 14) this.#drawRoom(ctx, node, scale);
      ctx.beginPath();
      shapes[node.shape](ctx, r);
      ctx.fillStyle = node.members ? this.colour("tint") : this.colour(node.group);
      ctx.fill();
      if (node.members || id === this.chosen || this.way.includes(id)) {
        ctx.lineWidth = (id === this.chosen ? 4 : 2) / scale;
        ctx.strokeStyle = this.colour("primary");
        ctx.stroke();
      }
      if (node.members && r * scale > 8) {
        ctx.font = `600 ${11 / scale}px ${FONT}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillStyle = this.colour("text");
        ctx.fillText(node.members.toLocaleString(document.documentElement.lang), 0, 0);
      }
      ctx.restore();
    };
    const side = Math.max(2 * r, 14 / scale);
    return { drawNode: draw, nodeDimensions: { width: side, height: side } };
  };

  #drawRoom(ctx, node, scale) {
    ctx.beginPath();
    ctx.arc(0, 0, node.radius, 0, 2 * Math.PI);
    ctx.setLineDash([3 / scale, 4 / scale]);
    ctx.lineWidth = 1 / scale;
    ctx.strokeStyle = this.colour("line");
    ctx.stroke();
    ctx.setLineDash([]);
  }

  #land() {
    this.land = this.data.areas.map((area) => {
      const path = new Path2D();
      for (const ring of area.rings) {
        ring.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
        path.closePath();
      }
      return { path, name: area.name, x: area.x, y: area.y };
    });
  }

  #drawUnder(c) {
    const scale = this.network.getScale();
    this.strongNow = this.#strong;
    c.save();
    for (const { path } of this.land) {
      c.lineWidth = 1 / scale;
      c.strokeStyle = this.colour("line");
      c.fillStyle = this.colour("ground");
      c.fill(path, "evenodd");
      c.stroke(path);
    }
    if (this.ready) this.#drawLines(c, scale);
    c.restore();
  }

  // Many lines are drawn on a sheet larger than what is seen of it, which is then only moved.
  #drawLines(c, scale) {
    this.lines ??= this.#bundled();
    if (this.data.edges.length <= FEW_LINES) { this.#strokeLines(c, scale); return; }
    const ratio = window.devicePixelRatio || 1;
    const { x, y } = this.network.getViewPosition();
    const [width, height] = [this.box.clientWidth / scale, this.box.clientHeight / scale];
    const sheet = this.sheet;
    const covers = sheet && sheet.lines === this.lines && sheet.chosen === this.chosen && sheet.scale === scale && Math.abs(x - sheet.x) <= width * MARGIN && Math.abs(y - sheet.y) <= height * MARGIN;
    if (!covers) {
      const canvas = sheet?.canvas ?? document.createElement("canvas");
      canvas.width = Math.ceil(this.box.clientWidth * (1 + 2 * MARGIN) * ratio);
      canvas.height = Math.ceil(this.box.clientHeight * (1 + 2 * MARGIN) * ratio);
      const pencil = canvas.getContext("2d");
      pencil.setTransform(scale * ratio, 0, 0, scale * ratio, canvas.width / 2 - x * scale * ratio, canvas.height / 2 - y * scale * ratio);
      this.#strokeLines(pencil, scale);
      this.sheet = { canvas, lines: this.lines, chosen: this.chosen, scale, x, y };
    }
    const { canvas, x: middle, y: level } = this.sheet;
    const [wide, high] = [canvas.width / ratio / scale, canvas.height / ratio / scale];
    c.globalAlpha = 1;
    c.drawImage(canvas, middle - wide / 2, level - high / 2, wide, high);
  }

  #strokeLines(c, scale) {
    for (const line of this.lines) {
      c.globalAlpha = line.faded ? 0.15 : line.bundle ? 0.5 : 1;
      c.lineWidth = (line.width * Math.min(1, Math.max(0.4, Math.sqrt(scale)))) / scale;
      c.setLineDash(line.dashes ? line.dashes.map((length) => length / scale) : []);
      c.strokeStyle = this.colour(line.colour);
      c.stroke(line.path);
      if (!line.faded && scale > 0.2) for (const edge of line.arrows) this.#drawArrow(c, edge, scale);
    }
  }

  // Lines that look alike are drawn in one go.
  #bundled() {
    const bodies = this.network.body.nodes;
    const alike = new Map();
    const onWay = new Set(this.way.slice(1).map((id, at) => [this.way[at], id].sort().join("\n")));
    for (const edge of this.data.edges) {
      const way = onWay.has([edge.from, edge.to].sort().join("\n"));
      const touched = edge.from === this.chosen || edge.to === this.chosen;
      const faded = this.way.length ? !way : this.chosen !== null && !touched;
      const colour = way ? "primary" : edge.pale ? "line" : "edge";
      const width = way ? Math.max(3, edge.width) : Math.round(edge.width * 2) / 2;
      const bundle = edge.relationship === "" && !touched && !way;
      const key = [colour, width, edge.dashes, faded, bundle].join("|");
      if (!alike.has(key)) alike.set(key, { colour, width, dashes: edge.dashes, faded, bundle, path: new Path2D(), arrows: [] });
      const lines = alike.get(key);
      const from = bodies[edge.from];
      const to = bodies[edge.to];
      lines.path.moveTo(from.x, from.y);
      lines.path.lineTo(to.x, to.y);
      if (edge.arrows) lines.arrows.push(edge);
    }
    return [...alike.values()].sort((a, b) => b.faded - a.faded);
  }

  #drawArrow(c, edge, scale) {
    const from = this.network.body.nodes[edge.from];
    const to = this.network.body.nodes[edge.to];
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const away = this.#radius(this.byId.get(edge.to), scale) + 2 / scale;
    c.save();
    c.translate(to.x - away * Math.cos(angle), to.y - away * Math.sin(angle));
    c.rotate(angle);
    c.setLineDash([]);
    c.beginPath();
    c.moveTo(0, 0);
    c.lineTo(-8 / scale, 3.5 / scale);
    c.lineTo(-8 / scale, -3.5 / scale);
    c.closePath();
    c.fillStyle = c.strokeStyle;
    c.fill();
    c.restore();
  }

  // Names in the order of their marks' ties; one that would cover another name or somebody else's mark
  // waits for more zoom. Beside its mark; for the best connected and what is chosen also further away,
  // with a line that leads there. Within the picture, or wholly outside of it.
  #spreadNames() {
    const scale = this.network.getScale();
    const strong = this.#strong;
    const first = this.chosen ? [this.byId.get(this.chosen)] : [];
    const shown = [...first, ...this.order.filter((node) => node.id !== this.chosen && (!strong || strong.has(node.id)))];
    const [taken, pale, names] = [new Grid(60 / scale), new Grid(60 / scale), new Grid(60 / scale)];
    const bodies = this.network.body.nodes;
    for (const node of this.data.nodes) {
      const r = this.#radius(node, scale) * (REACH[node.shape] ?? 1);
      const { x, y } = bodies[node.id];
      (strong && !strong.has(node.id) ? pale : taken).add([x - r, y - r, x + r, y + r], node.id);
    }
    const middle = this.network.getViewPosition();
    const [right, bottom] = [middle.x + this.box.clientWidth / 2 / scale, middle.y + this.box.clientHeight / 2 / scale];
    const [left, top] = [2 * middle.x - right, 2 * middle.y - bottom];
    const within = (area) => area[0] >= left && area[2] <= right && area[1] >= top && area[3] <= bottom;
    const outside = (area) => area[2] < left || area[0] > right || area[3] < top || area[1] > bottom;
    this.#keepButtonsClear(taken, right, bottom, scale);
    this.labels = [];
    for (const [at, node] of shown.entries()) {
      const { x, y } = bodies[node.id];
      const lines = linesOf(node.label);
      const width = (Math.max(...lines.map((line) => pen.measureText(line).width)) + 6) / scale;
      const height = (lines.length * LINE_PX + 2) / scale;
      const r = this.#radius(node, scale);
      const far = at < MOST_SOUGHT || strong ? FAR_PX : FAR_PX.slice(0, 1);
      const seen = !outside([x, y, x, y]);
      const fits = seen ? within : outside;
      const led = (area) => this.#leader(area, x, y, r + (FAR_PX[0] + 1) / scale, scale);
      const free = (area, ...grids) => fits(area) && grids.every((grid) => grid.free(area, node.id)) && led(area).every((spot) => taken.free(spot, node.id));
      const places = far.flatMap((away, nth) => (nth ? further : around)(x, y, r + away / scale, width, height));
      // A line to a name may at worst lead behind marks, but not through names.
      const passing = (area) => fits(area) && taken.free(area, node.id) && led(area).every((spot) => names.free(spot, ""));
      const area = places.find((place) => free(place, taken, pale)) ?? (strong ? places.find((place) => free(place, taken)) : at < MOST_SOUGHT ? places.find(passing) : null);
      if (!area) continue;
      for (const spot of [area, ...led(area)]) {
        taken.add(spot, "");
        names.add(spot, "");
      }
      const end = led(area).length ? [nearest(x, area[0], area[2]) - x, nearest(y, area[1], area[3]) - y] : null;
      this.labels.push({ id: node.id, lines, dx: (area[0] + area[2]) / 2 - x, dy: (area[1] + area[3]) / 2 - y, led: end });
    }
    const height = (LABEL_PX + 3) / scale;
    this.areaNames = this.land
      .map(({ name, x, y }) => {
        const width = (pen.measureText(name).width + 8) / scale;
        const area = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
        if (!(within(area) || outside(area)) || !taken.free(area, "")) return null;
        taken.add(area, "");
        return { text: name, x, y };
      })
      .filter(Boolean);
  }

  // The spots that a line from a mark to its name covers; none where the name stands beside it.
  #leader(area, x, y, beside, scale) {
    const [dx, dy] = [nearest(x, area[0], area[2]) - x, nearest(y, area[1], area[3]) - y];
    const length = Math.hypot(dx, dy);
    if (length <= beside) return [];
    const spots = Math.max(2, Math.ceil((length * scale) / 6));
    return Array.from({ length: spots - 1 }, (_, at) => {
      const part = (at + 1) / spots;
      return [x + dx * part - 2 / scale, y + dy * part - 2 / scale, x + dx * part + 2 / scale, y + dy * part + 2 / scale];
    });
  }

  #keepButtonsClear(taken, right, bottom, scale) {
    const buttons = this.box.parentElement.querySelector(".map-zoom");
    if (!buttons || !this.box.clientWidth) return;
    const [frame, own] = [this.box.getBoundingClientRect(), buttons.getBoundingClientRect()];
    taken.add([right - (frame.right - own.left) / scale, bottom - (frame.bottom - own.top) / scale, right, bottom], "");
  }

  #drawNames(c) {
    if (!this.ready) return;
    const scale = this.network.getScale();
    // While the picture is being scaled the names keep their size and their distance from the marks.
    const drift = this.scale / scale;
    const middle = this.network.getViewPosition();
    const halfWidth = this.box.clientWidth / 2 / scale + 100 / scale;
    const halfHeight = this.box.clientHeight / 2 / scale + 30 / scale;
    const seen = ({ x, y }) => Math.abs(x - middle.x) < halfWidth && Math.abs(y - middle.y) < halfHeight;
    c.save();
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineJoin = "round";
    c.lineWidth = 3 / scale;
    c.font = `italic ${(LABEL_PX - 1) / scale}px ${FONT}`;
    c.fillStyle = this.colour("muted");
    for (const name of this.areaNames ?? []) if (seen(name)) c.fillText(name.text, name.x, name.y);
    c.font = `${LABEL_PX / scale}px ${FONT}`;
    c.strokeStyle = this.colour("panel");
    c.fillStyle = this.colour("text");
    const bodies = this.network.body.nodes;
    c.save();
    c.lineWidth = 1 / scale;
    c.strokeStyle = this.colour("primary");
    c.beginPath();
    for (const { id, led } of this.labels) {
      const { x, y } = bodies[id];
      if (!led || !seen({ x, y })) continue;
      const start = this.#radius(this.byId.get(id), scale) / Math.hypot(...led);
      c.moveTo(x + led[0] * start, y + led[1] * start);
      c.lineTo(x + led[0] * drift, y + led[1] * drift);
    }
    c.stroke();
    c.restore();
    const write = (text, x, y) => { c.strokeText(text, x, y); c.fillText(text, x, y); };
    for (const label of this.labels) {
      const { x, y } = bodies[label.id];
      if (!seen({ x, y })) continue;
      label.lines.forEach((line, at) => write(line, x + label.dx * drift, y + label.dy * drift + ((at - (label.lines.length - 1) / 2) * LINE_PX) / scale));
    }
    const hovered = this.byId.get(this.hovered);
    if (hovered) {
      const { x, y } = bodies[hovered.id];
      c.font = `600 ${LABEL_PX / scale}px ${FONT}`;
      c.lineWidth = 6 / scale;
      write(hovered.name, x, y - this.#radius(hovered, scale) - 12 / scale);
    }
    c.restore();
  }
}

// Which areas are taken, looked up by squares of a side.
class Grid {
  constructor(side) {
    this.side = side;
    this.cells = new Map();
  }

  *#cellsOf([left, top, right, bottom]) {
    for (let column = Math.floor(left / this.side); column <= Math.floor(right / this.side); column += 1) {
      for (let row = Math.floor(top / this.side); row <= Math.floor(bottom / this.side); row += 1) yield `${column},${row}`;
    }
  }

  add(area, owner) {
    for (const cell of this.#cellsOf(area)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push([area, owner]);
    }
  }

  free(area, owner) {
    for (const cell of this.#cellsOf(area)) {
      for (const [other, id] of this.cells.get(cell) ?? []) {
        if ((id === "" || id !== owner) && area[0] < other[2] && area[2] > other[0] && area[1] < other[3] && area[3] > other[1]) return false;
      }
    }
    return true;
  }
}
