"""Icons as paths, in the form Quasar draws itself: no icon font is loaded for a handful of them."""

from typing import Final

import htpy as h

_LINE: Final = '@@fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round'


def _drawn(*paths: str) -> str:
    return '&&'.join(path + _LINE for path in paths)


ROOMS: Final = _drawn('M4 7H20', 'M4 12H20', 'M4 17H14')
MEMBERS: Final = _drawn(
    'M9 11A3.5 3.5 0 1 0 9 4A3.5 3.5 0 1 0 9 11',
    'M2.5 20C2.5 16.5 5 14.5 9 14.5S15.5 16.5 15.5 20',
    'M16 4.3A3.5 3.5 0 0 1 16 10.7',
    'M18 14.9C20.3 15.6 21.5 17.4 21.5 20',
)
SHARE: Final = _drawn(
    'M12 15V4', 'M8 7.5L12 3.5L16 7.5', 'M5 12V18.5A1.5 1.5 0 0 0 6.5 20H17.5A1.5 1.5 0 0 0 19 18.5V12'
)
MORE: Final = ''.join(f'M12 {y + 1.7}A1.7 1.7 0 1 1 12 {y - 1.7}A1.7 1.7 0 1 1 12 {y + 1.7}' for y in (5.3, 12, 18.7))
SEND: Final = (
    'M3.4 20.4L21.2 12.9A1 1 0 0 0 21.2 11.1L3.4 3.6A.7 .7 0 0 0 2.4 4.4'
    'L4.2 10.4L13 12L4.2 13.6L2.4 19.6A.7 .7 0 0 0 3.4 20.4'
)
LEAVE: Final = _drawn('M10 4H6A2 2 0 0 0 4 6V18A2 2 0 0 0 6 20H10', 'M15.5 8L19.5 12L15.5 16', 'M19 12H10')
LIGHT: Final = _drawn(
    'M12 16A4 4 0 1 0 12 8A4 4 0 1 0 12 16',
    'M12 2.5V4M12 20V21.5M2.5 12H4M20 12H21.5',
    'M5.3 5.3L6.3 6.3M17.7 17.7L18.7 18.7M5.3 18.7L6.3 17.7M17.7 6.3L18.7 5.3',
)
DARK: Final = _drawn('M20 14.5A8.5 8.5 0 0 1 9.5 4A8.5 8.5 0 1 0 20 14.5')
AUTO: Final = _drawn('M12 20.5A8.5 8.5 0 1 0 12 3.5A8.5 8.5 0 1 0 12 20.5') + '&&M12 3.5A8.5 8.5 0 0 1 12 20.5Z'
DOWN: Final = _drawn('M12 5V18.5', 'M6 12.5L12 18.5L18 12.5')
ENTER: Final = _drawn('M5 12H19', 'M13 6L19 12L13 18')
CLOSE: Final = _drawn('M6 6L18 18', 'M18 6L6 18')
SEARCH: Final = _drawn('M10.5 17A6.5 6.5 0 1 0 10.5 4A6.5 6.5 0 1 0 10.5 17', 'M15.5 15.5L20.5 20.5')
SMILE: Final = _drawn(
    'M12 21A9 9 0 1 0 12 3A9 9 0 1 0 12 21', 'M8.2 14C9.4 16.6 14.6 16.6 15.8 14', 'M9 9V10', 'M15 9V10'
)
EYE: Final = _drawn(
    'M2.5 12S6 5.5 12 5.5S21.5 12 21.5 12S18 18.5 12 18.5S2.5 12 2.5 12', 'M12 15A3 3 0 1 0 12 9A3 3 0 1 0 12 15'
)
EYE_SHUT: Final = _drawn('M3 9.5C6 14.5 18 14.5 21 9.5', 'M12 13.3V16.5', 'M6.8 12.2L5 15', 'M17.2 12.2L19 15')
KEY: Final = _drawn('M8 19.5A4.5 4.5 0 1 0 8 10.5A4.5 4.5 0 1 0 8 19.5', 'M11.3 11.8L20 3.5', 'M16 7.5L19 10.5')
PHONE: Final = _drawn('M8 3H16A2 2 0 0 1 18 5V19A2 2 0 0 1 16 21H8A2 2 0 0 1 6 19V5A2 2 0 0 1 8 3', 'M11 18H13')
DESK: Final = _drawn(
    'M4.5 4.5H19.5A1.5 1.5 0 0 1 21 6V15A1.5 1.5 0 0 1 19.5 16.5H4.5A1.5 1.5 0 0 1 3 15V6A1.5 1.5 0 0 1 4.5 4.5',
    'M9 20.5H15',
    'M12 16.5V20.5',
)
BUBBLE: Final = (
    'M5 3.5H19A3 3 0 0 1 22 6.5V14.5A3 3 0 0 1 19 17.5H12L6.8 21.3A.8 .8 0 0 1 5.5 20.7V17.5H5'
    'A3 3 0 0 1 2 14.5V6.5A3 3 0 0 1 5 3.5'
)
LOCK: Final = _drawn(
    'M6.5 11H17.5A1.5 1.5 0 0 1 19 12.5V19A1.5 1.5 0 0 1 17.5 20.5H6.5A1.5 1.5 0 0 1 5 19V12.5A1.5 1.5 0 0 1 6.5 11',
    'M8 11V8A4 4 0 0 1 16 8V11',
)
AGAIN: Final = _drawn('M19.5 12A7.5 7.5 0 1 1 17 6.4', 'M19.5 3.5V8H15')
GEAR: Final = (
    _drawn('M4 7H13', 'M19 7H20', 'M4 17H5', 'M11 17H20')
    + '&&'
    + _drawn('M16 9.5A2.5 2.5 0 1 0 16 4.5A2.5 2.5 0 1 0 16 9.5', 'M8 19.5A2.5 2.5 0 1 0 8 14.5A2.5 2.5 0 1 0 8 19.5')
)
POLL: Final = _drawn('M5 20V11', 'M12 20V4', 'M19 20V14')
CLIP: Final = _drawn(
    'M19.5 11.5L11.8 19.2A4.6 4.6 0 0 1 5.3 12.7L13.2 4.8A3.1 3.1 0 0 1 17.6 9.2L9.8 17A1.6 1.6 0 0 1 7.5 14.7L14.5 7.7'
)
SAVE: Final = _drawn('M12 4V15', 'M7.5 11L12 15.5L16.5 11', 'M5 19.5H19')
BACK: Final = _drawn('M15 5L8 12L15 19')
ON: Final = _drawn('M9 5L16 12L9 19')
BOOKMARK: Final = _drawn('M7 4H17V20L12 16L7 20Z')
AT: Final = _drawn('M12 16A4 4 0 1 0 12 8A4 4 0 1 0 12 16', 'M16 8V13A2.5 2.5 0 0 0 21 13V12A9 9 0 1 0 17.5 19.1')
FLAG: Final = _drawn('M6 21V4', 'M6 4H18L15.5 8.5L18 13H6')


def drawn(icon: str) -> h.Element:
    """An icon in a fragment, as Quasar draws it in an element."""
    paths = (path.partition('@@') for path in icon.split('&&'))
    shapes = (h.path(d=shape, style=style or None) for shape, _, style in paths)
    return h.svg('.q-icon', viewBox='0 0 24 24', aria_hidden='true')[shapes]
