"""All that one store keeps: the network, who may sign in, and the papers on the desk."""

from typing import Protocol

from graphdir.account import AccountStore
from graphdir.desk import DeskStore
from graphdir.store import GraphStore


class FullStore(GraphStore, AccountStore, DeskStore, Protocol):
    """A network with its accounts and papers; both adapters are one."""
