"""What a browser may do with a page."""


def policy(frame_ancestors: str = "'none'") -> str:
    """Return the content security policy: everything comes from this server, styles and scripts from files only."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {frame_ancestors}"
    )
