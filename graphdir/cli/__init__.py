"""The command line: read the words, call the use case, print."""

from graphdir.cli import accounts, changing, lists, looking, partners, persons, running
from graphdir.cli.base import main

__all__ = ["accounts", "changing", "lists", "looking", "main", "partners", "persons", "running"]
