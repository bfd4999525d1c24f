"""Thin widgets over the state: they draw it, and hand clicks to it."""
