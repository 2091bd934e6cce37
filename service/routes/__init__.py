"""Who may ask for what, and where: one controller per noun."""
