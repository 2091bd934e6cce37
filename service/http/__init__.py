"""What is the same for every route: how requests are read, answers are sent, and both are described."""
