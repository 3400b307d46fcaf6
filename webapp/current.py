"""What a request works with: the network of this site, and what its operator decided."""

from flask import current_app, url_for

from graphdir.bootstrap import Settings
from graphdir.directory import Directory


def current_settings() -> Settings:
    """Return what the operator decided."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def url_for_mails(endpoint: str, **values: str) -> str:
    """Return the whole address of a page, as the operator named the site: a request may claim any host."""
    site = current_settings().site
    return site + url_for(endpoint, _external=not site, **values)


def current_directory() -> Directory:
    """Return the network that this site shows."""
    directory: Directory = current_app.extensions["directory"]
    return directory
