// Draws the network with vis-network; positions come from the server, so nothing moves by itself.
const box = document.getElementById("map");
const panel = document.getElementById("map-panel");

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

const describe = (node) => {
  const link = document.createElement("a");
  link.href = node.url;
  link.className = "btn btn-primary btn-sm";
  link.textContent = panel.dataset.open;
  const name = document.createElement("strong");
  name.textContent = node.name;
  name.className = "map-name";
  const facts = (...parts) => {
    const line = document.createElement("p");
    line.textContent = parts.filter(Boolean).join(" · ");
    return line;
  };
  panel.replaceChildren(facts(node.group_label, node.town), name, facts(`${node.degree} ${panel.dataset.ties}`), link);
};

// Labels in the order of importance; one that would cover another (or a mark) waits for more zoom.
const spreadLabels = (network, nodes) => {
  const scale = network.getScale();
  const taken = nodes.map((node) => [node.x - node.size, node.y - node.size, node.x + node.size, node.y + node.size]);
  const updates = [];
  for (const node of nodes) {
    const height = 16 / scale;
    const width = (node.label.length * 6.6) / scale;
    const top = node.y + node.size + 1;
    const area = [node.x - width / 2, top, node.x + width / 2, top + height];
    const free = taken.every((other) => area[2] < other[0] || area[0] > other[2] || area[3] < other[1] || area[1] > other[3]);
    if (free) taken.push(area);
    updates.push({ id: node.id, font: { size: free ? 13 / scale : 0 } });
  }
  return updates;
};

const draw = async () => {
  const answer = await fetch(box.dataset.url);
  if (!answer.ok) return;
  const data = await answer.json();
  const colour = colours();
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const neighbours = new Map(data.nodes.map((node) => [node.id, new Set([node.id])]));
  for (const edge of data.edges) {
    neighbours.get(edge.from).add(edge.to);
    neighbours.get(edge.to).add(edge.from);
  }
  const plain = data.nodes.map(({ url, name, town, degree, group_id: group, group_label: label, ...node }) => ({
    ...node,
    color: colour(group),
    font: { color: colour("text"), strokeWidth: 3, strokeColor: colour("panel"), vadjust: -2 },
  }));
  const nodes = new vis.DataSet(plain);
  const edges = new vis.DataSet(data.edges.map(({ relationship, weight, ended, ...edge }) => edge));
  const network = new vis.Network(box, { nodes, edges }, data.options);
  const order = [...data.nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1));
  const label = () => nodes.update(spreadLabels(network, order));
  network.fit({ animation: false });
  // Names stick out beyond their marks: leave them room at the edges.
  network.moveTo({ scale: network.getScale() * Math.max(0.6, 1 - 160 / box.clientWidth), animation: false });
  label();
  let timer = 0;
  network.on("zoom", () => {
    clearTimeout(timer);
    timer = setTimeout(label, 120);
  });

  const select = (id) => {
    const near = id ? neighbours.get(id) : null;
    nodes.update(order.map((node) => ({ id: node.id, opacity: !near || near.has(node.id) ? 1 : 0.2 })));
    edges.update(data.edges.map((edge) => ({ id: edge.id, hidden: false, color: { ...edge.color, opacity: !id || edge.from === id || edge.to === id ? 1 : 0.15 } })));
    for (const row of document.querySelectorAll("#table tr[data-id]")) row.classList.toggle("table-active", row.dataset.id === id);
    if (id) describe(byId.get(id));
  };
  network.on("selectNode", ({ nodes: [id] }) => select(id));
  network.on("deselectNode", ({ nodes: chosen }) => { if (!chosen.length) select(null); });
  network.on("doubleClick", ({ nodes: [id] }) => { if (id) window.location.assign(byId.get(id).url); });

  // By keyboard: n and p (or Page Down and Page Up) go through the nodes, Enter opens.
  let at = -1;
  box.addEventListener("keydown", (event) => {
    const step = { n: 1, PageDown: 1, p: -1, PageUp: -1 }[event.key];
    if (step) {
      at = (at + step + order.length) % order.length;
      network.selectNodes([order[at].id]);
      network.moveTo({ position: { x: order[at].x, y: order[at].y }, animation: false });
      select(order[at].id);
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) {
      window.location.assign(order[at].url ?? byId.get(order[at].id).url);
    }
  });
  window.addEventListener("resize", () => { network.redraw(); label(); });
  box.dataset.ready = "true";
};

draw();
