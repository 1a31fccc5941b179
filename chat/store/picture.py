"""A picture looked at, in a process of its own with little memory and time: `python picture.py SOURCE FOLDER`.

Files of strangers are decoded here and nowhere else. It writes into the folder a `thumbnail` and, where the file tells
more than the picture (a place, a camera, a program), a `clean` copy; and prints what it found as JSON. It fails for
whatever is no picture, has too many pixels or takes too long. It knows nothing of the chat, so that it starts quickly.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

PIXELS: Final = 64_000_000  # more are not decoded: that of the best phones is less
MEMORY: Final = 1_500_000_000  # bytes of this process
SECONDS: Final = 15  # of the processor
EDGE: Final = 720  # pixels of the longer side of a thumbnail: twice what is shown, for fine screens
MOVING: Final = 3_000_000  # bytes of a moving picture that is shown as it is, so that it moves
TYPES: Final = {'JPEG': 'image/jpeg', 'MPO': 'image/jpeg', 'PNG': 'image/png', 'GIF': 'image/gif', 'WEBP': 'image/webp'}
FORMATS: Final = ('JPEG', 'PNG', 'GIF', 'WEBP')  # no others are looked for; a JPEG may turn out to hold several: MPO
TELLING: Final = frozenset({'xmp', 'XML:com.adobe.xmp', 'photoshop', 'comment', 'mp'})  # and any text of a PNG
ORIENTATION: Final = 0x0112  # which side is up, in EXIF


def main(source: Path, folder: Path) -> None:
    """Look at it."""
    _limit()
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(source, formats=FORMATS) as image:
        if image.width * image.height > PIXELS:
            raise ValueError('too many pixels')
        turned = image.getexif().get(ORIENTATION, 1) in range(5, 9)
        width, height = (image.height, image.width) if turned else image.size
        is_moving = bool(getattr(image, 'is_animated', False)) and image.format != 'MPO'
        found = {'media_type': TYPES[str(image.format)], 'width': width, 'height': height, 'clean': _tells(image)}
        found['thumbnail'] = not is_moving or source.stat().st_size > MOVING
        if found['clean']:
            _write_clean(image, folder / 'clean', is_moving=is_moving)
    with Image.open(source, formats=FORMATS) as image:
        image.draft('RGB', (2 * EDGE, 2 * EDGE))  # a JPEG need not be decoded in full
        small = ImageOps.exif_transpose(image)
        small.thumbnail((EDGE, EDGE))
        small = small.convert('RGBA' if small.has_transparency_data else 'RGB')
        small.info.clear()
        small.save(folder / 'thumbnail', 'WEBP', quality=80)
    sys.stdout.write(json.dumps(found))


def _tells(image: Any) -> bool:
    """Whether the file tells more than the picture."""
    is_text = bool(getattr(image, 'text', None)) and image.format == 'PNG'
    is_marked = not TELLING.isdisjoint(image.info)
    return image.format == 'MPO' or bool({*image.getexif()} - {ORIENTATION}) or is_text or is_marked


def _write_clean(image: Any, path: Path, *, is_moving: bool) -> None:
    from PIL import Image

    exif = Image.Exif()
    if (up := image.getexif().get(ORIENTATION, 1)) != 1:
        exif[ORIENTATION] = up
    if image.format in {'JPEG', 'MPO'}:
        keep = {'quality': 'keep'} if image.format == 'JPEG' else {'quality': 92}
        icc = image.info.get('icc_profile')
        image.save(path, 'JPEG', **keep, exif=exif, icc_profile=icc, comment=b'', xmp=b'')
    else:
        kept = {key: image.info[key] for key in ('icc_profile', 'duration', 'loop') if key in image.info} | {
            'quality': 90
        }
        image.save(path, image.format, **kept, exif=exif, save_all=is_moving, comment=b'', xmp=b'')


def _limit() -> None:
    try:
        import resource
    except ImportError:  # on Windows whoever started this process limits its time
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == '__main__':
    main(Path(sys.argv[1]), Path(sys.argv[2]))
