"""Everything that touches the world: HTTP, the database, processes, the clock."""
