"""The least that a page can take: the same server and framework, a page that asks nobody."""

import sys

from flask import Flask
from waitress import serve

app = Flask(__name__)


@app.get("/")
def empty() -> str:
    """Return an empty page."""
    return "<!doctype html><title>empty</title>"


if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
