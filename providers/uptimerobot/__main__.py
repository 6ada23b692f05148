"""Serve the provider: `python -m providers.uptimerobot ENGINE`, as `pulumi-resource-uptimerobot` does."""

from providers.kit.serve import serve
from providers.uptimerobot.package import PACKAGE

if __name__ == "__main__":
    serve(PACKAGE)
