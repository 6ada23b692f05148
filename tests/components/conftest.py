"""Simulated clouds, for what each provider has of them."""

from tests.sandbox.conftest import cloud, file, store

__all__ = ["cloud", "file", "store"]
