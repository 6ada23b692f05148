"""Everything about Linode: row, facts, component, finders and simulation."""
