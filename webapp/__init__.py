"""The site: Flask in front of the use cases."""

from webapp.app import create_app

__all__ = ["create_app"]
