"""An app with the templates and static files of a plugin's panels; `panels` is the plugin."""
