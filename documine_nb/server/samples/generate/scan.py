"""A report as a scanner leaves it: pages as pictures, a little askew, without a letter of text."""

from __future__ import annotations

import io
import time
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

__all__ = ["scanned"]

_DPI = 130
_THRESHOLD = 205
_WHEN = time.gmtime(1_165_000_000)


def scanned(content: bytes) -> bytes:
    """Return the pages of a PDF as black-and-white images, each turned by a fraction of a degree.

    The bytes depend on the releases of PDFium and Pillow; what is seen on the pages does not.
    """
    document = pdfium.PdfDocument(content)
    images = []
    scale: Any = _DPI / 72  # untyped there, and taken for int by its default
    for index in range(len(document)):
        page = document[index].render(scale=scale, grayscale=True).to_pil().convert("L")
        turned = page.rotate((-0.5, 0.3, 0.7)[index % 3], Image.Resampling.BILINEAR, fillcolor=255)
        images.append(turned.point(lambda grey: 255 * (grey > _THRESHOLD)).convert("1"))
    target = io.BytesIO()
    images[0].save(
        target,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=_DPI,
        creationDate=_WHEN,
        modDate=_WHEN,
    )
    return target.getvalue()
