"""All that is known of Linode."""
