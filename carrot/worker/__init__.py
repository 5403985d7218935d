"""The worker: a supervisor, and the processes in which tasks run."""
