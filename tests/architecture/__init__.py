"""The shape of the code, and of the package made from it."""
