"""Files that are handed in about projects."""
