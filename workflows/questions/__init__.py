"""A council's own questions: whether a set of them can be asked, how it looks, and what is made of the answers."""
