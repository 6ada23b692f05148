"""Everything about Hetzner Cloud: row, facts, component, finders and simulation."""
