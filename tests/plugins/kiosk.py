"""An app that is a single module: it can have no carrot_hooks.py."""
