"""Duikou: the open-source desk of a city that helps."""

__version__ = "0.1.0"
