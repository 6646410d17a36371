"""Files that come into the registers: each kind a room of its own."""
