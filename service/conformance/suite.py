"""All claims together, in the order in which a tablet meets them."""

from service.conformance import attaching, coming_in, deciding, pulling, pushing

CLAIMS = (*coming_in.CLAIMS, *pushing.CLAIMS, *pulling.CLAIMS, *deciding.CLAIMS, *attaching.CLAIMS)
