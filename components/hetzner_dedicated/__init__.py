"""Everything about Hetzner's dedicated machines: row, facts, component and simulation."""
