"""Who is calling: passwords, tokens, and the standing behind them."""
