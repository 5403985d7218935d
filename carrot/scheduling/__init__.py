"""What publishes by the clock, and what brings back what got stuck."""
