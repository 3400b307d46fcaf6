"""People of every role who use a site through Flask's client."""

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from graphdir.account import Role
from graphdir.accounts import Accounts

PASSWORD = "drei blaue Pferde"


def with_account(accounts: Accounts, mail: str, role: Role, *organisations: str, name: str = "") -> None:
    """Add an account that signs in by ``PASSWORD``."""
    account = accounts.linked("invitation", accounts.invite(mail, role=role, organisations=organisations, name=name))
    assert account
    accounts.set_password(account, PASSWORD)


class Person:
    """Somebody with a browser; signed in where a mail address is given."""

    def __init__(self, site: Flask, mail: str = "") -> None:
        self.client = site.test_client()
        self.client.set_cookie("language", "en")
        if mail:
            answer = self.post("/sign-in", on="/sign-in", mail=mail, password=PASSWORD)
            assert answer.status_code == 302

    def get(self, path: str) -> str:
        """Return a page that is there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def form(self, path: str) -> dict[str, Any]:
        """Return what the first form of a page that is sent by POST would send, unchanged."""
        return fields_of(self.get(path))

    def post(self, path: str, *, on: str = "", **values: Any) -> TestResponse:
        """Send a form of the page ``on`` (the same address where none is given) with other values in it."""
        token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(on or path))[0]
        return self.client.post(path, data={**values, "csrf_token": token})

    def send(self, path: str, *, to: str = "", **values: Any) -> TestResponse:
        """Open a page, change fields of its form, and send it."""
        return self.client.post(to or path, data={**self.form(path), **values})


def fields_of(page: str) -> dict[str, Any]:
    """Return the names and values of a page's form, as a browser would send them."""
    forms = re.findall(r'<form[^>]*method="post"[^>]*>(.*?)</form>', page, re.DOTALL)
    form = max((form for form in forms if 'name="seen"' in form), default=forms[-1], key=len)
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        if name and not ('type="checkbox"' in tag and " checked" not in tag):
            values.setdefault(name, []).append(value)
    for attributes, inner in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', inner)
        values.setdefault(_attribute(attributes, "name"), []).append(unescape(chosen[0]) if chosen else "")
    for attributes, inner in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", form, re.DOTALL):
        values[_attribute(attributes, "name")] = [unescape(inner).removeprefix("\n")]
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
