"""All that is known of Hetzner's dedicated machines."""
