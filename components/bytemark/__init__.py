"""Everything about Bytemark: row, facts and component."""
