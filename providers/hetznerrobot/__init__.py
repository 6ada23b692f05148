"""Hetzner Robot as a Pulumi provider; programs import `providers.hetznerrobot.sdk`."""
