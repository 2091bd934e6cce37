"""The nouns: what people write down and what goes over the wire."""
