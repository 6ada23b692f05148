"""Native Pulumi providers for APIs that have no kept official one. Each is built on `providers.kit` alone."""
