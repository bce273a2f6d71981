"""Sphinx configuration of the documentation site: `make docs`."""

from __future__ import annotations

from importlib.metadata import version as _version

project = "Copydesk"
author = "The Copydesk authors"
copyright = "The Copydesk authors, Apache-2.0"
version = release = _version("copydesk")

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "changelog.d"]
html_theme = "furo"
html_title = f"Copydesk {release}"
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
nitpicky = True
