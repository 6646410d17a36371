"""The picture of flows, and the calendar of changes."""
