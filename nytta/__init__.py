"""Nytta: decides what a city's digital money is for, and shows afterwards whether it was worth it."""

__version__ = "0.1.0"
