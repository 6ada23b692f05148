"""Everything about GitHub Pages: row, facts, component, finders and simulation."""
