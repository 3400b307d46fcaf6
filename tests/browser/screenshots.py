"""Take the pictures of docs/screenshots anew: ``make screenshots``."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from graphdir.bootstrap import Settings, seed_networks
from graphdir.directory import Directory
from graphdir.stores.sqlite import SqliteStore
from tests.browser.sites import served
from webapp import create_app

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
CARRIER: Final = "paritaetisches-sozialwerk-kinder-und-jugendhilfe-psw-stendal"
PAGES: Final = {
    "start": "/",
    "directory": "/organisations?q=gewalt",
    "profile": "/organisations/netzwerkstelle-fuer-den-schulerfolg-im-landkreis-stendal-stendal",
    "map": "/map",
    "connection": "/connection?from=ST-134&to=ST-100",
    "partners": "/partners?for=ST-642&topic=violence_prevention&target_group=pupils_primary",
    "partners-idea": "/partners?for=Sekundarschule+Karl+Marx&text=Unsere+8.+Klassen+wollen+Berufe+in+Betrieben+und"
    "+Werkstätten+kennenlernen+und+Bewerbungen+üben",
    "partners-untied": "/partners?for=ST-805",
    "partners-carrier": f"/partners?for={CARRIER}&partner_kind=school&topic=violence_prevention",
    "partners-team": "/partners?for=ST-642&view=team&want_topic=violence_prevention&want_topic=addiction_prevention"
    "&want_kind=police",
    "report": "/report",
    "gaps": "/gaps?year=2012",
    "gaps-leaving": "/gaps/leaving?organisation=drk-kreisverband-oestliche-altmark-e-v-stendal",
}
SIZES: Final = {"1366": (1366, 768), "390": (390, 844)}


def main() -> None:
    """Serve the Stendal network and take every page in every size and language."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        directory = Directory(SqliteStore(Path(folder) / "network.db"))
        directory.apply(directory.plan_import([seed_networks()["stendal"]]).changes)
        app = create_app(directory, Settings(store="", network_name="Netzwerk Schulerfolg Stendal"))
        with served(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            _take_all(browser, address)
            browser.close()
        directory.store.close()


def _take_all(browser: Browser, site: str) -> None:
    for size, (width, height) in SIZES.items():
        for language in ("de", "en"):
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_cookies([{"name": "language", "value": language, "url": site}])
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(site + path, wait_until="networkidle")
                if name == "map":
                    page.locator("#map[data-ready]").wait_for()
                    page.wait_for_timeout(300)
                page.screenshot(path=FOLDER / f"{name}-{language}-{size}.png")
            context.close()


if __name__ == "__main__":
    main()
