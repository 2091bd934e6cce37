"""The ways into a social care record: they know what they are told and how to say it, nothing else of the service."""
