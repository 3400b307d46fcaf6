"""Where a page may send people."""


def is_local(target: str) -> bool:
    """Tell whether a target stays on this site, whatever a browser makes of slashes."""
    return target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
