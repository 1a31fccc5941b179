"""Media: what a file is by how it begins, whatever it is called. Only what is found here is shown in a page."""

from typing import Final

from ..model.file import Kind

HEAD: Final = 4096  # bytes that decide
PICTURES: Final = {
    'image/jpeg': (b'\xff\xd8\xff',),
    'image/png': (b'\x89PNG\r\n\x1a\n',),
    'image/gif': (b'GIF87a', b'GIF89a'),
}
SOUNDS: Final = {
    'audio/mpeg': (b'ID3', b'\xff\xfb', b'\xff\xf3', b'\xff\xf2'),
    'audio/ogg': (b'OggS',),
}
BRANDS: Final = {  # of ISO media files, whose containers hold all kinds of things
    'audio/mp4': (b'M4A ', b'M4B '),
    'video/mp4': (b'isom', b'iso2', b'iso4', b'iso5', b'iso6', b'mp41', b'mp42', b'avc1', b'M4V ', b'dash'),
}


def look_at(head: bytes) -> tuple[Kind, str]:
    """What a file that begins so would be; a picture still has to be proven to be one."""
    for kind, known in ((Kind.PICTURE, PICTURES), (Kind.AUDIO, SOUNDS)):
        for media_type, beginnings in known.items():
            if head.startswith(beginnings) and b'theora' not in head:
                return kind, media_type
    match head[:4], head[8:12]:
        case b'RIFF', b'WEBP':
            return Kind.PICTURE, 'image/webp'
        case b'RIFF', b'WAVE':
            return Kind.AUDIO, 'audio/wav'
        case b'\x1a\x45\xdf\xa3', _ if b'webm' in head[:64]:
            return Kind.VIDEO, 'video/webm'
    if head[4:8] == b'ftyp':
        for media_type, brands in BRANDS.items():
            if head[8:12] in brands:
                return Kind(media_type.partition('/')[0]), media_type
    return Kind.OTHER, 'application/octet-stream'
