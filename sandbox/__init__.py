"""Simulated clouds: they stand in for the linode, hcloud and github plugins, with no account and no network."""
