"""The only database code: the pool, the schema, the named queries, one module per noun."""
