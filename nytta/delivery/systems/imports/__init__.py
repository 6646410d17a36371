"""Files that come into the application portfolio: each a room of its own."""
