"""What carries messages: one protocol, several carriers."""
