"""Real services, real servers, and what goes wrong with them: nothing accepted is lost."""
