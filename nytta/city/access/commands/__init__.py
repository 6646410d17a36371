"""Writes of who is here, a module for each thing."""
