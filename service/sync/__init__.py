"""The protocol's traffic: what tablets send, and what they are told."""
