"""An image made anew: what it shows and nothing beside, above all not where it was taken."""

from typing import IO

from PIL import Image, ImageOps

from schemas.attachments import Fault

MOST_PIXELS = 40_000_000
"""Decoded these take 120 MB; the cameras of telephones take twelve to forty million."""

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
QUALITY = 90
PLAIN = {"JPEG": ("RGB", "L"), "PNG": ("1", "L", "LA", "RGB", "RGBA", "I;16"), "WEBP": ("RGB", "RGBA")}
"""In which modes each format is written; any other becomes the last but one or the last of colour."""


class BadImage(Exception):
    """An image that is not taken, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def make_anew(original: IO[bytes], media_type: str, into: IO[bytes]) -> None:
    """Decode `original` and write what it shows, upright and in the same format; raises BadImage.

    A small file may hold an image of any size: its size is asked before it is decoded.
    """
    format_ = FORMATS[media_type]
    try:
        with Image.open(original, formats=(format_,)) as image:
            _require_a_size_to_decode(image)
            colours = image.info.get("icc_profile")
            ImageOps.exif_transpose(image, in_place=True)
            plain = _plain(image, format_)
            kept = colours if plain.mode == image.mode else None
            plain.info = {}
            plain.save(into, format_, quality=QUALITY, icc_profile=kept)
    except BadImage:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadImage("image-too-large") from None
    except Exception as error:  # a decoder that is fed made-up bytes fails in ways of its own
        raise BadImage("image-unreadable") from error


def _require_a_size_to_decode(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise BadImage("image-too-large")


def _plain(image: Image.Image, format_: str) -> Image.Image:
    """The first picture in a mode in which the format is written; a transparent palette becomes transparent colours."""
    if image.mode in PLAIN[format_] and "transparency" not in image.info:
        image.load()
        return image
    return image.convert("RGB" if format_ == "JPEG" else "RGBA")
