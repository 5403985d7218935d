"""How Sphinx builds these pages."""

project = "django-carrot"
author = "django-carrot contributors"
copyright = author
extensions: list[str] = []
exclude_patterns = ["_build", "examples", "changes"]
html_theme = "furo"
html_title = "django-carrot"
highlight_language = "python"
nitpicky = True
