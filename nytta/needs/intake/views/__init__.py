"""Pages of ideas and of support."""
