"""Every sentence has a German one, and the compiled catalogue is that of its source."""

import ast
import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "graphdir" / "locale" / "de" / "LC_MESSAGES" / "graphdir.po"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[Any]:
    """Return the sentences of code and templates."""
    target = tmp_path_factory.mktemp("messages") / "graphdir.pot"
    subprocess.run(["make", "--silent", "-C", str(ROOT), "messages", f"POT={target}"], check=True, capture_output=True)
    with target.open("rb") as file:
        return {_id(message.id) for message in read_po(file) if message.id}


def _id(message_id: Any) -> Any:
    return message_id if isinstance(message_id, str) else tuple(message_id)


def test_every_sentence_is_translated(extracted: set[Any]) -> None:
    with CATALOGUE.open("rb") as file:
        translated = {_id(message.id) for message in read_po(file, locale="de") if message.id and message.string}

    assert extracted - translated == set()
    assert translated - extracted == set()


def test_no_sentence_hides_in_an_f_string() -> None:
    """Before Python 3.12 such a sentence is not collected, so nobody translates it."""
    hidden = [
        f"{file}:{call.lineno}"
        for folder in ("graphdir", "webapp")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for string in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in {"_", "gettext", "ngettext"}
    ]

    assert hidden == []


def test_translations_keep_the_values() -> None:
    values = re.compile(r"%\(\w+\)s")
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="de"):
            if isinstance(message.id, str):
                assert sorted(set(values.findall(message.id))) == sorted(set(values.findall(str(message.string))))


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="de")
    compiled = BytesIO()
    write_mo(compiled, catalogue)

    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()
