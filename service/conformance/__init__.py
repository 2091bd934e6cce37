"""What every service of this protocol has to do, asked over plain HTTP and read from plain JSON.

Nothing here knows this service's own shapes or code, so that what is found is what is on the wire.
"""
