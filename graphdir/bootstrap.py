"""Settings from the environment, and the one place that picks a store."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from graphdir.errors import InvalidInputError, StoreUnavailableError
from graphdir.full_store import FullStore
from graphdir.i18n import LANGUAGES
from graphdir.i18n import gettext as _
from graphdir.mail import Mailer
from graphdir.stores.sqlite import SqliteStore

DEFAULT_NETWORK_NAME = "Netzwerk Schulerfolg"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_SITE = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_NEO4J_SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What whoever runs graphdir decides; read once from ``GRAPHDIR_…`` variables.

    ``imprint``, ``privacy`` and ``accessibility`` are paths of text files (Markdown-free, blank
    lines part paragraphs) that the pages of that name show; empty while the operator has none.
    ``trusted_proxy`` is the IP address of the web server whose ``X-Forwarded-…`` headers are believed, ``*`` for any.
    ``site`` is the address of the site, for links in mails. ``mailer`` sends them; None while no mail server is
    configured, and then nothing that needs one is offered.
    ``embed_origins`` are the sites whose frames may show the map, such as ``https://www.example.de``.
    """

    store: str
    language: str = "de"
    network_name: str = DEFAULT_NETWORK_NAME
    imprint: str = ""
    privacy: str = ""
    accessibility: str = ""
    trusted_proxy: str = ""
    embed_origins: tuple[str, ...] = ()
    site: str = ""
    mailer: Mailer | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment.

        Raises:
            InvalidInputError: a value that makes no sense.
        """
        values = os.environ if environ is None else environ
        language = values.get("GRAPHDIR_LANGUAGE") or "de"
        if language not in LANGUAGES:
            raise InvalidInputError(f"GRAPHDIR_LANGUAGE is “{language}”; allowed are {', '.join(LANGUAGES)}.")
        return cls(
            store=values.get("GRAPHDIR_STORE") or default_store(),
            language=language,
            network_name=values.get("GRAPHDIR_NETWORK_NAME") or DEFAULT_NETWORK_NAME,
            imprint=values.get("GRAPHDIR_IMPRINT", ""),
            privacy=values.get("GRAPHDIR_PRIVACY", ""),
            accessibility=values.get("GRAPHDIR_ACCESSIBILITY", ""),
            trusted_proxy=_proxy(values.get("GRAPHDIR_TRUSTED_PROXY", "")),
            embed_origins=_origins(values.get("GRAPHDIR_EMBED_ORIGINS", "")),
            site=checked_site(values.get("GRAPHDIR_SITE", "")),
            mailer=_mailer(values.get("GRAPHDIR_SMTP", ""), values.get("GRAPHDIR_MAIL_FROM", "")),
        )


def _mailer(url: str, sender: str) -> Mailer | None:
    return Mailer.from_url(url, sender) if url else None


def _origins(typed: str) -> tuple[str, ...]:
    for origin in typed.split():
        if not _ORIGIN.fullmatch(origin):
            raise InvalidInputError(
                f"GRAPHDIR_EMBED_ORIGINS names “{origin}”; "
                "write addresses such as https://www.example.de, parted by spaces."
            )
    return tuple(typed.split())


def _proxy(typed: str) -> str:
    try:
        return typed if typed in ("", "*") else str(ip_address(typed))
    except ValueError as error:
        raise InvalidInputError(
            f"GRAPHDIR_TRUSTED_PROXY is “{typed}”; write one IP address such as 127.0.0.1, or * where only the web "
            "server in front can reach graphdir."
        ) from error


def checked_site(typed: str) -> str:
    """Return the address of a site without a slash at its end; empty where none is named.

    Raises:
        InvalidInputError: it is none.
    """
    if typed and not _SITE.fullmatch(typed):
        raise InvalidInputError(
            _(
                "“%(typed)s” is no address of a site (GRAPHDIR_SITE or --site). Write it like https://netz.example.de.",
                typed=typed,
            )
        )
    return typed.rstrip("/")


def default_store() -> str:
    """Return the URL of the embedded store in the user's data directory."""
    return f"sqlite:///{user_data_path('graphdir', appauthor=False) / 'network.db'}"


def open_store(url: str, *, must_exist: bool = False) -> FullStore:
    """Open the store behind ``url``; a file that is not there is made, unless it ``must_exist``.

    Raises:
        InvalidInputError: no such kind of store.
        StoreUnavailableError: the store cannot be reached or used, or is not there.
    """
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        path = unquote(url.removeprefix("sqlite://").removeprefix("/"))
        if not path:
            raise InvalidInputError(_("The store URL “%(url)s” names no file.", url=url))
        if must_exist and not Path(path).exists():
            raise StoreUnavailableError(
                _(
                    "There is no store “%(path)s”. Check --store or GRAPHDIR_STORE; “graphdir import” makes a new one.",
                    path=path,
                )
            )
        return SqliteStore(Path(path))
    if scheme in _NEO4J_SCHEMES:
        from graphdir.stores.neo4j import Neo4jStore  # noqa: PLC0415  the driver costs half a second

        try:
            parts = urlsplit(url)
            port = parts.port or 7687
        except ValueError as error:
            raise InvalidInputError(
                _(
                    "“%(url)s” is no store URL: host or port make no sense. "
                    "Write neo4j://user:password@host:7687/neo4j.",
                    url=_without_password(url),
                )
            ) from error
        return Neo4jStore.connect(
            f"{parts.scheme}://{parts.hostname or 'localhost'}:{port}",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            database=parts.path.strip("/") or "neo4j",
        )
    raise InvalidInputError(
        _(
            "“%(url)s” is no store. Write sqlite:///path/network.db or neo4j://user:password@host:7687/neo4j.",
            url=_without_password(url),
        )
    )


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"{before.partition('://')[0]}://…@{after}" if at else url


def seed_networks() -> Mapping[str, Path]:
    """Return the sample networks' folders by name."""
    return {path.name: path for path in _seeds("*") if (path / "organisations.csv").exists()}


def seed_mappings() -> list[Path]:
    """Return the files of the mappings that come along."""
    return _seeds("mappings/*.toml")


def _seeds(pattern: str) -> list[Path]:
    """Return what there is of that name beside the code, or inside the installed package; sorted."""
    package = Path(__file__).parent
    folder = next((found for found in (package / "seeds", package.parent / "seeds") if found.is_dir()), None)
    return sorted(folder.glob(pattern)) if folder else []
