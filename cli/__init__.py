"""The command line: `python -m fleet`."""
