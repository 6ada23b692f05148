"""A native Pulumi provider for GitHub Pages, whose official resource loses a site's own domain."""
