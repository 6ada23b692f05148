"""How recovery finds GitHub's objects: their ids are names, which follow from the arguments."""

from fleet.hosting import KnownId, Recovery

RECOVERY = Recovery(
    known_ids={
        "github:index/repository:Repository": KnownId(lambda inputs: str(inputs["name"])),
        # Only created on a repository that the stack made.
        "github:index/repositoryPages:RepositoryPages": KnownId(lambda inputs: str(inputs["repository"]), is_ours=True),
    },
)
