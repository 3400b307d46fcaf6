// Draws the network with vis-network; positions come from the server, so nothing moves by itself.
const box = document.getElementById("map");
const panel = document.getElementById("map-panel");

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

// Who is chosen, whom it is tied to (each can be chosen in turn), and what to do next.
const mostNamed = 8;
const describe = (node, near, choose) => {
  const element = (tag, text, className) => Object.assign(document.createElement(tag), { textContent: text, className: className ?? "" });
  const action = (url, text, className) => Object.assign(element("a", text, className), { href: url });
  const list = element("ul", "", "map-neighbours");
  for (const other of near.slice(0, mostNamed)) {
    const button = element("button", other.name, "btn btn-link");
    button.type = "button";
    button.addEventListener("click", () => choose(other.id));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  if (near.length > mostNamed) list.append(element("li", panel.dataset.more.replace("{number}", near.length - mostNamed), "quiet"));
  const actions = element("div", "", "map-actions");
  actions.append(
    action(node.url, panel.dataset.open, "btn btn-primary btn-sm"),
    action(node.around_url, panel.dataset.around),
    action(node.way_url, panel.dataset.way),
  );
  panel.replaceChildren(
    element("p", [node.group_label, node.town].filter(Boolean).join(" · ")),
    element("strong", node.name, "map-name"),
    actions,
    element("p", `${node.degree} ${panel.dataset.ties}`),
    list,
  );
};

// Labels in the order given; one that would cover another waits for more zoom. Below its mark or,
// where that is taken, above it.
const pen = document.createElement("canvas").getContext("2d");
pen.font = "13px system-ui, sans-serif";
const spreadLabels = (network, nodes) => {
  const scale = network.getScale();
  const height = 17 / scale;
  const taken = [];
  // The best connected are named even where that covers a smaller mark; the others keep clear of marks.
  const few = 4;
  let marked = false;
  return nodes.map((node) => {
    if (!marked && node.degree <= few) {
      marked = true;
      for (const { x, y, size, degree } of nodes) if (degree > few) taken.push([x - size / 2, y - size / 2, x + size / 2, y + size / 2]);
    }
    const half = (pen.measureText(node.label).width / 2 + 4) / scale;
    const places = [[0, node.y + node.size + 1], [-(2 * node.size + height), node.y - node.size - height]];
    for (const [shift, top] of places) {
      const area = [node.x - half, top, node.x + half, top + height];
      if (taken.every((other) => area[2] < other[0] || area[0] > other[2] || area[3] < other[1] || area[1] > other[3])) {
        taken.push(area);
        return { id: node.id, font: { size: 13 / scale, vadjust: shift - 2 } };
      }
    }
    return { id: node.id, font: { size: 0 } };
  });
};

const draw = async () => {
  const answer = await fetch(box.dataset.url);
  if (!answer.ok) throw new Error(String(answer.status));
  const data = await answer.json();
  const colour = colours();
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const neighbours = new Map(data.nodes.map((node) => [node.id, new Set([node.id])]));
  for (const edge of data.edges) {
    neighbours.get(edge.from).add(edge.to);
    neighbours.get(edge.to).add(edge.from);
  }
  const plain = data.nodes.map(({ url, around_url: around, way_url: way, name, town, degree, group_id: group, group_label: label, ...node }) => ({
    ...node,
    color: colour(group),
    font: { color: colour("text"), strokeWidth: 3, strokeColor: colour("panel"), vadjust: -2 },
  }));
  const nodes = new vis.DataSet(plain);
  for (const edge of data.edges) edge.color = { color: colour(edge.ended ? "line" : "edge"), highlight: colour("primary") };
  const edges = new vis.DataSet(data.edges.map(({ relationship, weight, ended, ...edge }) => edge));
  const network = new vis.Network(box, { nodes, edges }, data.options);
  const order = [...data.nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1));
  let chosen = null;
  const label = () => {
    const near = chosen ? neighbours.get(chosen) : new Set();
    const first = order.filter((node) => node.id === chosen);
    const next = order.filter((node) => node.id !== chosen && near.has(node.id));
    const rest = chosen ? [] : order;
    const shown = spreadLabels(network, [...first, ...next, ...rest]);
    const hidden = chosen ? order.filter((node) => !near.has(node.id)).map((node) => ({ id: node.id, font: { size: 0 } })) : [];
    nodes.update([...shown, ...hidden]);
  };
  network.fit({ animation: false });
  // Names stick out beyond their marks: leave them room at the edges.
  network.moveTo({ scale: network.getScale() * Math.max(0.6, 1 - 160 / box.clientWidth), animation: false });
  label();
  let timer = 0;
  network.on("zoom", () => {
    clearTimeout(timer);
    timer = setTimeout(label, 120);
  });

  let at = -1;
  const invitation = panel.textContent;
  const select = (id) => {
    const near = id ? neighbours.get(id) : null;
    nodes.update(order.map((node) => ({ id: node.id, opacity: !near || near.has(node.id) ? 1 : 0.2 })));
    edges.update(data.edges.map((edge) => ({ id: edge.id, hidden: false, color: { ...edge.color, opacity: !id || edge.from === id || edge.to === id ? 1 : 0.15 } })));
    for (const row of document.querySelectorAll("#table tr[data-id]")) row.classList.toggle("table-active", row.dataset.id === id);
    chosen = id;
    at = id ? order.indexOf(byId.get(id)) : -1;
    label();
    if (id) describe(byId.get(id), order.filter((node) => node.id !== id && near.has(node.id)), go);
    else panel.replaceChildren(invitation);
  };
  const go = (id) => {
    const { x, y } = byId.get(id);
    network.selectNodes([id]);
    network.moveTo({ position: { x, y }, animation: false });
    select(id);
    panel.querySelector("a").focus();
  };
  network.on("selectNode", ({ nodes: [id] }) => select(id));
  network.on("deselectNode", ({ nodes: left }) => { if (!left.length) select(null); });
  network.on("doubleClick", ({ nodes: [id] }) => { if (id) window.location.assign(byId.get(id).url); });

  // By keyboard: n and p (or Page Down and Page Up) go through the nodes, Enter opens.
  box.addEventListener("keydown", (event) => {
    const step = { n: 1, PageDown: 1, p: -1, PageUp: -1 }[event.key];
    if (step) {
      at = (at + step + order.length) % order.length;
      network.selectNodes([order[at].id]);
      network.moveTo({ position: { x: order[at].x, y: order[at].y }, animation: false });
      const id = order[at].id;
      select(id);
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) {
      window.location.assign(order[at].url ?? byId.get(order[at].id).url);
    }
  });
  window.addEventListener("resize", () => { network.redraw(); label(); });
  box.dataset.ready = "true";
};

draw().catch(() => {
  panel.textContent = box.dataset.failed;
  box.hidden = true;
});
