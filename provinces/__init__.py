"""Regions, provinces and their succession, bodies, programmes, S&T tasks."""
