"""Serve the provider: `python -m providers.githubpages ENGINE`, as `pulumi-resource-githubpages` does."""

from providers.githubpages.package import PACKAGE
from providers.kit.serve import serve

if __name__ == "__main__":
    serve(PACKAGE)
