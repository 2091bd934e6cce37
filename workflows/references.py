"""Short numbers that can be read over a telephone: eight characters of Crockford's base 32, the last a check."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SPREAD = 0x2545F491  # odd, so that neighbours in time don't look alike and no number comes twice
_NUMBERS = 1 << 30


def reference(number: int) -> str:
    """The reference of the `number`th thing, as `7K4M-2QXC`; all below 2^30 differ.

    The check is Crockford's, modulo 37. Only numbers whose check is an ordinary digit are used, since nobody wants
    to say "dollar" over a telephone.
    """
    spread = number * _SPREAD % _NUMBERS
    value = spread // 32 * 37 + spread % 32
    digits = "".join(ALPHABET[value >> shift & 31] for shift in range(30, -1, -5)) + ALPHABET[value % 37]
    return f"{digits[:4]}-{digits[4:]}"


def normal(said: str) -> str | None:
    """The reference that somebody typed or spelled, or None if its check character doesn't fit."""
    plain = said.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    if len(plain) != 8 or not set(plain) <= set(ALPHABET):
        return None
    value = 0
    for digit in plain[:7]:
        value = value * 32 + ALPHABET.index(digit)
    return f"{plain[:4]}-{plain[4:]}" if value % 37 == ALPHABET.index(plain[7]) else None
