"""All that is known of Hetzner Cloud."""
