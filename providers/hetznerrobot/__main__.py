"""Serve the provider: `python -m providers.hetznerrobot ENGINE`, as `pulumi-resource-hetznerrobot` does."""

from providers.hetznerrobot.package import PACKAGE
from providers.kit.serve import serve

if __name__ == "__main__":
    serve(PACKAGE)
