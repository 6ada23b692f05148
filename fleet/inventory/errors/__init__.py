"""Mistakes in an inventory: where each is, what is wrong, and what to write instead."""
