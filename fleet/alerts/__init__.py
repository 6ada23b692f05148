"""The Prometheus alerts: one entry holds all that is known of one. It imports nothing else of the project.

A new alert is an entry in `hosts`, `sites` or `monitoring`, and a page in `docs/runbooks`.
"""
