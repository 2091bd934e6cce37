"""A reference tablet: the sync protocol from the side that has no signal, written to be read and to be ported.

Begin with `tablet.py`, where reviews are written and handed in; `caseload.py` is what may be looked up on it, and
`handset.py` the thing itself. `outbox.py` is what is sent and `holdings.py` what is pulled, `merge.py` shows the two
as one; `session.py` and `wire.py` are how the service is reached; `store.py` is the file that everything is kept in.
`faults.py` is a bad connection to test with. Nothing here knows the service but by what goes over the wire.
"""
