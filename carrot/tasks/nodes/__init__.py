"""The types of parameters: how each is filled in, kept, sent, and read back."""

from carrot.tasks.nodes.base import INVALID, Errors, Node
from carrot.tasks.nodes.factory import Context, Factory, node_for, register

__all__ = ["INVALID", "Context", "Errors", "Factory", "Node", "node_for", "register"]
