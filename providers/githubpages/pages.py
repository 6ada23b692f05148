"""The Pages of one repository."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import httpx
from pydantic import Field, ValidationError

from providers.githubpages.account import SERVICE, TOKEN_SETTING, Account
from providers.kit.http import AnswerError
from providers.kit.model import LEFT, REPLACES, Answer, Arguments, Model, Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource


class Source(Model):
    """The branch and folder that a site is published from."""

    branch: str = Field(description="The branch")
    path: str = Field("/", description="The folder in it: / or /docs")


class PagesArguments(Arguments):
    """What a site is built from, and where it is served.

    The names are those of the official `RepositoryPages`, so that a state which has one is taken over as it is.
    """

    repository: Annotated[str, REPLACES] = Field(description="The repository's name, without its owner")
    build_type: Literal["legacy", "workflow"] = Field(
        "legacy", title="workflow", description="From a branch, or by a workflow"
    )
    source: Source | None = Field(None, title="branch and path", description="For legacy: the branch and folder")
    cname: str = Field("", title="domain", description="The site's own domain; empty for GitHub's")
    https_enforced: Annotated[bool | None, LEFT] = Field(
        None, title="HTTPS", description="Redirect to HTTPS, which needs a certificate; left as it is if it isn't given"
    )


class PagesOutputs(Outputs):
    """What GitHub says of a site."""

    html_url: str | None = Field(None, description="Where it is served")


class PagesAnswer(Answer):
    """A site as the API returns it."""

    build_type: Literal["legacy", "workflow"] | None = None
    source: dict[str, Any] | None = None
    cname: str | None = None
    https_enforced: bool | None = None
    html_url: str | None = None


class Pages(Resource[PagesArguments, PagesOutputs]):
    """The Pages of a repository.

    Those that are there already are taken over. Only what differs is ever sent. An import takes the repository's name.
    """

    noun = "Pages"
    arguments = PagesArguments
    outputs = PagesOutputs
    import_id = "the repository's name"
    connection: Account

    def validate(self, arguments: PagesArguments) -> Iterator[InvalidArgument]:
        """A source that is missing, or not wanted."""
        if arguments.build_type == "workflow" and arguments.source is not None:
            yield InvalidArgument("source", "a workflow publishes it; leave source out, or write build_type legacy")
        if arguments.build_type == "legacy" and arguments.source is None:
            yield InvalidArgument("source", "it is missing; write the branch it is published from")

    def create(self, arguments: PagesArguments) -> Object[PagesArguments, PagesOutputs]:
        """Switch the Pages on, unless they are, and set what differs."""
        site = self.connection.get(arguments.repository)
        if site is None:
            body = arguments.model_dump(include={"build_type", "source"}, exclude_none=True)
            try:
                self.connection.request("POST", arguments.repository, body)
            except AnswerError as refusal:
                # A lost answer to an earlier try, or another one's.
                if refusal.status != httpx.codes.CONFLICT:
                    raise _explained(refusal, arguments.repository) from None
            self.connection.runtime.log(f"{SERVICE}: Pages of {arguments.repository} switched on")
        return self._set(arguments.repository, arguments)

    def read(self, id_: str, recorded: PagesArguments | None) -> Object[PagesArguments, PagesOutputs] | None:
        """The site as it is; None if there is none. The official resource's id is a number, so the name is recorded."""
        repository = recorded.repository if recorded else id_
        site = self.connection.get(repository)
        return None if site is None else _object(id_, repository, site)

    def update(self, id_: str, old: PagesArguments, arguments: PagesArguments) -> Object[PagesArguments, PagesOutputs]:
        """Set what differs from what is there."""
        del old
        return self._set(id_, arguments)

    def delete(self, id_: str, old: PagesArguments) -> None:
        """Switch the Pages off. That they are off already is no error."""
        del id_
        try:
            self.connection.request("DELETE", old.repository)
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise

    def _set(self, id_: str, arguments: PagesArguments) -> Object[PagesArguments, PagesOutputs]:
        repository = arguments.repository
        site = self._site(id_, repository)
        there = site.arguments.model_dump()
        wanted = arguments.model_dump(exclude={"repository", "https_enforced"}, exclude_none=True)
        body = {name: value for name, value in wanted.items() if value != there[name]}
        if "cname" in body:
            body["cname"] = body["cname"] or None
        if body:
            self._put(repository, body)
            site = self._site(id_, repository)
        https = arguments.https_enforced
        if https is not None and https != site.arguments.https_enforced:
            self._enforce(repository, https=https)
            site = self._site(id_, repository)
        return site

    def _site(self, id_: str, repository: str) -> Object[PagesArguments, PagesOutputs]:
        site = self.connection.get(repository)
        if site is None:
            reason = f"{repository} has no Pages any more, or the token in {TOKEN_SETTING} may not see it"
            raise RefusalError(f"{SERVICE}: {reason}; `refresh` notes that, and `up` then switches them on again")
        return _object(id_, repository, site)

    def _put(self, repository: str, body: dict[str, Any]) -> None:
        try:
            self.connection.request("PUT", repository, body)
        except AnswerError as refusal:
            raise _explained(refusal, repository) from None
        self.connection.runtime.log(f"{SERVICE}: {', '.join(sorted(body))} of {repository}'s Pages set")

    def _enforce(self, repository: str, *, https: bool) -> None:
        """Enforce HTTPS or not, by a request of its own: without a certificate GitHub refuses the whole of it."""
        try:
            self.connection.request("PUT", repository, {"https_enforced": https})
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND or "certificate" not in refusal.message:
                raise _explained(refusal, repository) from None
            message = f"{repository} has no certificate yet, so HTTPS is enforced by a later run"
            self.connection.runtime.log(f"{SERVICE}: {message}", warning=True)


def _explained(refusal: AnswerError, repository: str) -> RefusalError:
    """A refusal with what to do: GitHub says "not found" of all that a token may not see or change."""
    if refusal.status != httpx.codes.NOT_FOUND:
        return refusal
    return RefusalError(
        f"{refusal}: there is no repository {repository}, or the token in {TOKEN_SETTING} may not change its Pages"
    )


def _object(id_: str, repository: str, site: Any) -> Object[PagesArguments, PagesOutputs]:
    try:
        answer = PagesAnswer.model_validate(site)
        build_type = answer.build_type or "legacy"
        # GitHub gives a source even where a workflow publishes the site.
        source = Source.model_validate(answer.source) if answer.source and build_type == "legacy" else None
    except ValidationError:
        reason = f"{SERVICE} returned the Pages of {repository} in an unknown form"
        raise RefusalError(f"{reason}; is there a newer version of this provider?") from None
    arguments = PagesArguments(
        repository=repository,
        build_type=build_type,
        source=source,
        cname=answer.cname or "",
        https_enforced=answer.https_enforced,
    )
    return Object(id_, arguments, PagesOutputs(html_url=answer.html_url))
