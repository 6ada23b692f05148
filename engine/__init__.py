"""The Pulumi engine this project runs on: which version, and how a machine that has none gets it.

The engine is a program of its own, not a Python package, so pip cannot pin it. `go.mod` and `go.sum` here do: they
name every module it is built from, with checksums, and `install` looks for it, fetches it or builds it.
"""
