"""Native Pulumi providers for APIs that have no kept official one; each stands on `providers.kit` and nothing else."""
