"""What the commands of this folder are made of; they may use the standard library only."""
