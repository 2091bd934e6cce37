"""How much work the service takes, beside what the same work takes without it; never part of the tests' verdict."""
