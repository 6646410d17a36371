"""Real projects of other countries taken through all eight steps by the same commands that the pages use."""
