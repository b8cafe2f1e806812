"""Screens that belong to no room: the choice of language, the styleguide, and what is shown when something is wrong."""
