"""The Pages of repositories at GitHub.

The provider's resources and functions, as programs use them. Written by `python -m providers.kit.sdk githubpages`
from the provider's models; do not edit.
"""

from typing import Any, TypedDict

import pulumi
from pulumi import Input, Output, ResourceOptions

TITLE = "GitHub Pages"
"""What people call the service."""
SETTINGS = {
    "owner": "GITHUB_OWNER",
    "token": "GITHUB_TOKEN",
    "url": "GITHUB_PAGES_URL",
}
"""The provider's settings, each with the environment variable that stands for it."""
LOGIN = ()
"""The settings that are needed to log in."""
_TO_PYTHON = {
    "buildType": "build_type",
    "htmlUrl": "html_url",
    "httpsEnforced": "https_enforced",
}
"""Python's name of each property whose name in the engine differs."""
_TO_ENGINE = {python: engine for engine, python in _TO_PYTHON.items()}


class _Resource(pulumi.CustomResource):
    def translate_input_property(self, prop: str) -> str:
        return _TO_ENGINE.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return _TO_PYTHON.get(prop, prop)


class Source(TypedDict, total=False):
    """The branch and folder that a site is published from."""

    branch: Input[str]
    """The branch"""
    path: Input[str]
    """The folder in it: / or /docs"""


class Pages(_Resource):
    """The Pages of a repository.

    Those that are there already are taken over. Only what differs is ever sent. An import takes the repository's name.

    Args:
        resource_name: Its name in the program.
        opts: The resource options.
        repository: The repository's name, without its owner
        build_type: From a branch, or by a workflow
        source: For legacy: the branch and folder
        cname: The site's own domain; empty for GitHub's
        https_enforced: Redirect to HTTPS, which needs a certificate; left as it is if it isn't given
    """

    repository: Output[str]
    build_type: Output[str]
    source: Output[dict[str, Any] | None]
    cname: Output[str]
    https_enforced: Output[bool | None]
    html_url: Output[str | None]
    """Where it is served"""

    def __init__(
        self,
        resource_name: str,
        opts: ResourceOptions | None = None,
        *,
        repository: Input[str],
        build_type: Input[str] | None = None,
        source: Input[Source] | None = None,
        cname: Input[str] | None = None,
        https_enforced: Input[bool] | None = None,
    ) -> None:
        props = {
            "repository": repository,
            "build_type": build_type,
            "source": source,
            "cname": cname,
            "https_enforced": https_enforced,
            "html_url": None,
        }
        super().__init__("githubpages:index:Pages", resource_name, props, opts)
