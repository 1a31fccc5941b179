"""Files for tests: pictures made on the spot, a short sound, and things that only call themselves so."""

import io
import struct
import wave
from collections.abc import AsyncIterator
from typing import Any

from PIL import Image, ImageDraw


def picture(
    width: int = 640, height: int = 480, *, kind: str = 'PNG', colour: str = '#3b82f6', text: str = '', **options: Any
) -> bytes:
    """A picture with a gradient, so that it is not all one."""
    image = Image.linear_gradient('L').resize((width, height))
    image = Image.composite(
        Image.new('RGB', (width, height), colour), Image.new('RGB', (width, height), '#fde68a'), image
    )
    ImageDraw.Draw(image).text((width / 10, height / 10), text, fill='black', font_size=max(10, height / 8))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def placed_picture() -> bytes:
    """A photo that lies on its side, and tells where it was made and with what."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, 'Camera of Alice'
    exif.get_ifd(0x8825).update({1: 'N', 2: (52.0, 30.0, 0.0), 3: 'E', 4: (13.0, 22.0, 0.0)})
    return picture(400, 300, kind='JPEG', exif=exif, comment=b'taken at home')


def sound(seconds: float = 1.0) -> bytes:
    """A WAV file."""
    out = io.BytesIO()
    with wave.open(out, 'wb') as file:
        file.setparams((1, 2, 8000, 0, 'NONE', ''))
        file.writeframes(b''.join(struct.pack('<h', (n * 500) % 20_000 - 10_000) for n in range(int(8000 * seconds))))
    return out.getvalue()


async def chunks(content: bytes, size: int = 50_000) -> AsyncIterator[bytes]:
    """As they come over the wire."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
