"""What the network map takes: on the server, and in Chromium from the click until it stands still and answers."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright
from pyvis.network import Network as VisNetwork

from benchmarks.figures import Aim, Figure, milliseconds
from benchmarks.parts import Setting
from benchmarks.site import graphdir_site
from graphdir.bootstrap import open_store
from graphdir.directory import Directory
from graphdir.model import Entity, Participation, Relation
from graphdir.network.layout import Layout
from graphdir.network.view import Question
from graphdir.network.whole import Whole
from graphdir.store import Change, ChangeSet

# Organisations of the smaller networks, with the seconds that their map may take.
_SMALL: Final = {200: 0.7, 1_000: 1.2}
_LARGE_SECONDS: Final = 2.0
_LAYOUTS: Final = {1_000: 1.0, 10_000: 5.0}
_WARM_MS: Final = 30
_FRAMES: Final = 25
_BLOCKED_MS: Final = 200
# So long a picture may take before it is given up.
_PATIENCE_SECONDS: Final = 30.0
_OPENINGS: Final = 3
_LONG_TASKS: Final = """
window.blocked = [];
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.blocked.push(entry.duration); })
  .observe({ type: "longtask", buffered: true });
"""
_TELL_WHEN_STILL: Final = """
window.addEventListener("load", () => network.on("stabilized", () => { window.still = true; }));
"""
# Moves the picture a little in each frame, as a hand would, and counts the frames of two seconds.
_PAN: Final = """() => new Promise((done) => {
  const start = performance.now();
  const from = network.getViewPosition();
  let frames = 0;
  const step = (now) => {
    const passed = now - start;
    const position = { x: from.x + 300 * Math.sin(passed / 300), y: from.y + 200 * Math.cos(passed / 400) };
    network.moveTo({ position, animation: false });
    frames += 1;
    if (passed < 2000) requestAnimationFrame(step); else done(frames / (passed / 1000));
  };
  requestAnimationFrame(step);
})"""


def measure_map(setting: Setting) -> list[Figure]:
    """Lay out, draw, and open in Chromium; smaller networks and pyvis as it comes beside it on SQLite only."""
    figures = _on_the_server(setting)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        if setting.store == "sqlite":
            for number in _SMALL:
                figures += _small(setting, number, browser)
        figures += _large(setting, browser)
        browser.close()
    return figures


def _on_the_server(setting: Setting) -> list[Figure]:
    directory = Directory(open_store(setting.url))
    whole = Whole.read(directory.store, directory.today())
    figures: list[Figure] = []
    for number, most in _LAYOUTS.items():
        pairs = _pairs_of(whole, _around_the_best(whole, number))
        start = perf_counter()
        Layout(len(whole), pairs).all_points()
        seconds = perf_counter() - start
        floor, told = _peer_layout(pairs, number)
        figures.append(
            setting.figure(
                "map",
                f"layout of {number:,} organisations, {len(pairs):,} pairs",
                "s",
                values={"value": round(seconds, 2)},
                floor={"value": round(floor, 2)},
                ratio=round(seconds / floor, 2),
                aim=Aim(of="value", most=most),
                note=f"floor: {told}",
            )
        )
    start = perf_counter()
    directory.network_map(Question())
    figures.append(
        setting.figure(
            "map",
            f"picture of {len(whole):,} organisations, the first after a change",
            "s",
            values={"value": round(perf_counter() - start, 2)},
            note="reads the whole graph, parts it into groups",
        )
    )
    warm = milliseconds([lambda: directory.network_map(Question())])
    figures.append(
        setting.figure(
            "map", "picture, seen before", "ms", values={"value": warm["p50"]}, aim=Aim(of="value", most=_WARM_MS)
        )
    )
    directory.store.close()
    return figures


def _around_the_best(whole: Whole, number: int) -> list[int]:
    """Return the numbers of so many organisations around the best connected one."""
    graph = igraph.Graph(n=len(whole), edges=whole.ties.pairs)
    return list(graph.bfs(int(whole.degrees.argmax()))[0][:number])


def _pairs_of(whole: Whole, numbers: list[int]) -> NDArray[np.int32]:
    chosen = np.zeros(len(whole), np.bool_)
    chosen[numbers] = True
    return whole.ties.pairs[chosen[whole.ties.pairs].all(axis=1)]


def _peer_layout(pairs: NDArray[np.int32], number: int) -> tuple[float, str]:
    """Return the seconds that a common layout takes; networkx beyond some thousand would need all the memory."""
    start = perf_counter()
    if number <= min(_LAYOUTS):
        nx.spring_layout(nx.Graph(pairs.tolist()), seed=1)
        return perf_counter() - start, "networkx.spring_layout"
    igraph.Graph.TupleList(pairs.tolist()).layout_fruchterman_reingold(niter=50, grid="auto")
    return perf_counter() - start, "igraph's Fruchterman-Reingold, a tenth of its iterations"


def _small(setting: Setting, number: int, browser: Browser) -> list[Figure]:
    """Open the map of a small network and the same organisations in pyvis as it comes."""
    file = setting.work / f"map-{number}.db"
    file.unlink(missing_ok=True)
    directory = Directory(open_store(f"sqlite:///{file}"))
    directory.apply(_part_of(setting, number))
    drawn = directory.network_map(Question())
    told = f"{len(drawn.nodes):,} marks, {len(drawn.edges):,} ties"
    html = setting.work / f"map-{number}.html"
    html.write_text(_pyvis_as_it_comes(drawn), "utf-8")
    directory.store.close()
    with graphdir_site(f"sqlite:///{file}") as site:
        seconds, blocked, frames = _opened(browser, f"http://127.0.0.1:{site.port}")
    peer_seconds, peer_frames = _opened_pyvis(browser, html)
    late = "" if peer_seconds < _PATIENCE_SECONDS else f"; pyvis given up after {_PATIENCE_SECONDS:.0f} s"
    figures = [
        setting.figure(
            "map",
            f"{number:,} organisations: click until it answers",
            "s",
            values={"value": round(seconds, 2)},
            floor={"value": round(peer_seconds, 1)},
            ratio=round(seconds / peer_seconds, 3),
            aim=Aim(of="value", most=_SMALL[number]),
            note=told + late,
        ),
        _blocked(setting, f"{number:,} organisations", blocked),
    ]
    pan = setting.figure(
        "map",
        f"{number:,} organisations: panning",
        "frames/s",
        values={"value": round(frames, 1)},
        floor={"value": round(peer_frames, 1)},
        aim=Aim(of="value", least=_FRAMES),
        note="no GPU",
    )
    return [*figures, pan]


def _part_of(setting: Setting, number: int) -> ChangeSet:
    """Return so many organisations around the best connected one, with what joins them, as new entries."""
    store = open_store(setting.url)
    whole = Whole.read(store, Directory.today())
    ids = {whole.ids[at] for at in _around_the_best(whole, number)}
    entries: list[Entity] = [entry for entry in store.entries("organisation") if entry.key in ids]
    relations = (entry for entry in store.entries("relation") if isinstance(entry, Relation))
    entries += [entry for entry in relations if {entry.from_id, entry.to_id} <= ids]
    parts = [
        entry
        for entry in store.entries("participation")
        if isinstance(entry, Participation) and entry.organisation_id in ids
    ]
    projects = {entry.project_id for entry in parts}
    entries += [entry for entry in store.entries("project") if entry.key in projects]
    store.close()
    return ChangeSet(changes=[Change(before=None, after=entry) for entry in (*entries, *parts)])


def _large(setting: Setting, browser: Browser) -> list[Figure]:
    with graphdir_site(setting.url) as site:
        site.getters(["/map"])[0]()
        seconds, blocked, frames = _opened(browser, f"http://127.0.0.1:{site.port}")
    number = len(setting.network.tables["organisations"])
    return [
        setting.figure(
            "map",
            f"{number:,} organisations in groups: click until it answers",
            "s",
            values={"value": round(seconds, 2)},
            aim=Aim(of="value", most=_LARGE_SECONDS),
        ),
        _blocked(setting, f"{number:,} organisations in groups", blocked),
        setting.figure(
            "map", f"{number:,} organisations in groups: panning", "frames/s", values={"value": round(frames, 1)}
        ),
    ]


def _blocked(setting: Setting, what: str, milliseconds_: float) -> Figure:
    return setting.figure(
        "map",
        f"{what}: longest blocked moment",
        "ms",
        values={"value": round(milliseconds_)},
        aim=Aim(of="value", most=_BLOCKED_MS),
        note="opening, moving, choosing, nearer",
    )


@contextmanager
def _page(browser: Browser) -> Generator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="de-DE")
    page = context.new_page()
    page.add_init_script(_LONG_TASKS)
    yield page
    context.close()


def _opened(browser: Browser, address: str) -> tuple[float, float, float]:
    """Return seconds from the click until the map stands and answers a key, longest blocked ms, frames a second."""
    seconds: list[float] = []
    with _page(browser) as page:
        for _opening in range(_OPENINGS):
            page.goto(address + "/imprint")
            start = perf_counter()
            page.click("header nav a[href='/map']")
            page.wait_for_selector("#map[data-ready]")
            page.focus("#map")
            page.keyboard.press("n")
            page.wait_for_selector("#map-panel strong")
            seconds.append(perf_counter() - start)
        frames = float(page.evaluate(f"(() => {{ window.network = picture.network; return ({_PAN})(); }})()"))
        box = page.locator("#map").bounding_box()
        if box:
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            for _turn in range(5):
                page.mouse.wheel(0, -200)
                page.wait_for_timeout(150)
        page.keyboard.press("p")
        page.wait_for_timeout(500)
        blocked = max(page.evaluate("window.blocked"), default=0.0)
    return median(seconds), float(blocked), frames


def _pyvis_as_it_comes(drawn: Any) -> str:
    """Return pyvis's own page of the same organisations, without places: as its documentation has it."""
    network = VisNetwork(height="700px", width="100%", cdn_resources="in_line")
    network.add_nodes([node["id"] for node in drawn.nodes], label=[node["label"] for node in drawn.nodes])
    for edge in drawn.edges:
        network.add_edge(edge["from"], edge["to"])
    return str(network.generate_html())


def _opened_pyvis(browser: Browser, file: Path) -> tuple[float, float]:
    """Return the seconds until pyvis's picture stands still, at most the patience, and frames a second."""
    with _page(browser) as page:
        page.add_init_script(
            "window.addEventListener('load', () => network.on('stabilized', () => { window.still = true; }));"
        )
        start = perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        while perf_counter() - start < _PATIENCE_SECONDS and not _still(page):
            page.wait_for_timeout(50)
        seconds = perf_counter() - start
        return seconds, float(page.evaluate(_PAN))


def _still(page: Page) -> bool:
    """Tell whether it stands; a page too busy to say so does not."""
    return bool(page.evaluate("window.still === true"))
