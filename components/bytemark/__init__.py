"""All that is known of Bytemark."""
