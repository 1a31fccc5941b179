"""The emoji there are to pick from: in groups, and by their names in English and Russian."""

import unicodedata
from functools import cache
from typing import Any, Final

USUAL: Final = ('👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀')
GROUPS: Final = (  # smileys, people, nature, food, places, activities, objects, signs; all others are found by name
    (
        '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 🙃 🫠 😉 😊 😇 🥰 😍 🤩 😘 😗 😚 😙 🥲 😋 😛 😜 🤪 😝 🤑 🤗 🤭 🫢 🫣 🤫 🤔 🫡 '
        '🤐 🤨 😐 😑 😶 🫥 😏 😒 🙄 😬 🤥 🫨 😌 😔 😪 🤤 😴 😷 🤒 🤕 🤢 🤮 🤧 🥵 🥶 🥴 😵 🤯 🤠 🥳 🥸 😎 🤓 🧐 😕 '
        '🫤 😟 🙁 ☹️ 😮 😯 😲 😳 🥺 🥹 😦 😧 😨 😰 😥 😢 😭 😱 😖 😣 😞 😓 😩 😫 🥱 😤 😡 😠 🤬 😈 👿 💀 ☠️ 💩 🤡 '
        '👹 👺 👻 👽 👾 🤖 😺 😸 😹 😻 😼 😽 🙀 😿 😾 🙈 🙉 🙊 💌 💘 💝 💖 💗 💓 💞 💕 💔 ❤️‍🔥 ❤️‍🩹 ❤️ 🩷 🧡 💛 '
        '💚 💙 🩵 💜 🤎 🖤 🩶 🤍 💋 💯 💢 💥 💫 💦 💨 💬 💭 💤'
    ),
    (
        '👋 🤚 🖐️ ✋ 🖖 🫱 🫲 🫳 🫴 👌 🤌 🤏 ✌️ 🤞 🫰 🤟 🤘 🤙 👈 👉 👆 🖕 👇 ☝️ 🫵 👍 👎 ✊ 👊 🤛 🤜 👏 🙌 🫶 👐 '
        '🤲 🤝 🙏 ✍️ 💅 🤳 💪 🦾 🦵 🦶 👂 👃 🧠 🫀 🫁 🦷 🦴 👀 👁️ 👅 👄 🫦 👶 🧒 👦 👧 🧑 👱 👨 🧔 👩 🧓 👴 👵 🙍 '
        '🙎 🙅 🙆 💁 🙋 🧏 🙇 🤦 🤷 🧑‍⚕️ 🧑‍🎓 🧑‍🏫 🧑‍⚖️ 🧑‍🌾 🧑‍🍳 🧑‍🔧 🧑‍🏭 🧑‍💼 🧑‍🔬 🧑‍💻 🧑‍🎤 🧑‍🎨 '
        '🧑‍✈️ 🧑‍🚀 🧑‍🚒 👮 🕵️ 💂 🥷 👷 🫅 🤴 👸 🤵 👰 🤰 🤱 👼 🎅 🤶 🦸 🦹 🧙 🧚 🧛 🧜 🧝 🧞 🧟 💆 💇 🚶 🧍 🏃 '
        '💃 🕺 🧖 🧗 🏇 ⛷️ 🏂 🏌️ 🏄 🚣 🏊 ⛹️ 🏋️ 🚴 🚵 🤸 🤹 🧘 🛀 🛌 👭 👫 👬 💏 💑 👪 🗣️ 👤 👥 🫂 👣'
    ),
    (
        '🐵 🐒 🦍 🐶 🐕 🐩 🐺 🦊 🦝 🐱 🐈 🐈‍⬛ 🦁 🐯 🐅 🐆 🐴 🫎 🐎 🦄 🦓 🦌 🐮 🐂 🐄 🐷 🐖 🐗 🐽 🐏 🐑 🐐 🐪 🐫 '
        '🦙 🦒 🐘 🦣 🦏 🦛 🐭 🐁 🐀 🐹 🐰 🐇 🐿️ 🦫 🦔 🦇 🐻 🐻‍❄️ 🐨 🐼 🦥 🦦 🦨 🦘 🦡 🐾 🦃 🐔 🐓 🐣 🐤 🐥 🐦 🐧 '
        '🕊️ 🦅 🦆 🦢 🦉 🦩 🦚 🦜 🪿 🐸 🐊 🐢 🦎 🐍 🐲 🐉 🦕 🦖 🐳 🐋 🐬 🦭 🐟 🐠 🐡 🦈 🐙 🐚 🪸 🪼 🐌 🦋 🐛 🐜 🐝 '
        '🪲 🐞 🦗 🕷️ 🕸️ 🦂 🦟 🪰 🦠 💐 🌸 🪷 🌹 🥀 🌺 🌻 🌼 🌷 🪻 🌱 🪴 🌲 🌳 🌴 🌵 🌾 🌿 ☘️ 🍀 🍁 🍂 🍃 🍄'
    ),
    (
        '🍇 🍈 🍉 🍊 🍋 🍌 🍍 🥭 🍎 🍏 🍐 🍑 🍒 🍓 🫐 🥝 🍅 🫒 🥥 🥑 🍆 🥔 🥕 🌽 🌶️ 🫑 🥒 🥬 🥦 🧄 🧅 🥜 🌰 🍞 🥐 '
        '🥖 🥨 🥯 🥞 🧇 🧀 🍖 🍗 🥩 🥓 🍔 🍟 🍕 🌭 🥪 🌮 🌯 🥙 🥚 🍳 🥘 🍲 🥣 🥗 🍿 🧈 🧂 🍱 🍙 🍚 🍛 🍜 🍝 🍣 🍤 '
        '🥟 🍦 🍧 🍨 🍩 🍪 🎂 🍰 🧁 🥧 🍫 🍬 🍭 🍮 🍯 🍼 🥛 ☕ 🫖 🍵 🍶 🍾 🍷 🍸 🍹 🍺 🍻 🥂 🥃 🥤 🧋 🧃 🧉 🧊 🥢 '
        '🍽️ 🍴 🥄'
    ),
    (
        '🌍 🌎 🌏 🌐 🗺️ 🧭 🏔️ 🌋 🏕️ 🏖️ 🏜️ 🏝️ 🏟️ 🏛️ 🏗️ 🏠 🏡 🏢 🏥 🏦 🏨 🏪 🏫 🏭 🏰 💒 🗼 🗽 ⛪ 🕌 🕍 ⛩️ ⛲ ⛺ 🌃 '
        '🏙️ 🌅 🌆 🌉 🎠 🎡 🎢 🎪 🚂 🚆 🚇 🚊 🚌 🚑 🚒 🚓 🚕 🚗 🚙 🚚 🚜 🏎️ 🏍️ 🛵 🚲 🛴 🛹 🚏 ⛽ 🚨 🚦 🛑 🚧 ⚓ ⛵ '
        '🛶 🚤 🛳️ 🚢 ✈️ 🛫 🛬 🪂 🚁 🛰️ 🚀 🛸 🧳 ⌛ ⏳ ⌚ ⏰ ⏱️ 🕰️ 🌑 🌓 🌕 🌙 🌚 🌝 🌞 🪐 ⭐ 🌟 🌠 🌌 ☀️ ⛅ ⛈️ 🌧️ '
        '🌨️ 🌪️ 🌫️ 🌈 ☂️ ☔ ⚡ ❄️ ☃️ ⛄ ☄️ 🔥 💧 🌊'
    ),
    (
        '🎃 🎄 🎆 🎇 🧨 ✨ 🎈 🎉 🎊 🎁 🎀 🎗️ 🎟️ 🎫 🎖️ 🏆 🏅 🥇 🥈 🥉 ⚽ ⚾ 🏀 🏐 🏈 🏉 🎾 🥏 🎳 🏏 🏑 🏒 🏓 🏸 🥊 '
        '🥋 🥅 ⛳ ⛸️ 🎣 🤿 🎽 🎿 🛷 🥌 🎯 🪀 🪁 🎱 🔮 🪄 🎮 🕹️ 🎰 🎲 🧩 🧸 🪆 ♠️ ♥️ ♦️ ♣️ ♟️ 🃏 🎭 🖼️ 🎨 🧵 🧶'
    ),
    (
        '👓 🕶️ 🥽 👔 👕 👖 🧣 🧤 🧥 🧦 👗 👙 👛 👜 🎒 👟 🥾 👠 👑 👒 🎩 🎓 🧢 💄 💍 💎 🔇 🔊 📢 📣 🔔 🔕 🎵 🎶 🎙️ '
        '🎤 🎧 📻 🎷 🎸 🎹 🎺 🎻 🥁 📱 ☎️ 📞 🔋 🔌 💻 🖥️ 🖨️ ⌨️ 🖱️ 💾 💿 🎥 🎬 📺 📷 📹 🔍 🕯️ 💡 🔦 📖 📚 📓 📃 📰 '
        '🔖 💰 💵 💶 💳 🧾 ✉️ 📧 📦 📫 🗳️ ✏️ 🖊️ 🖌️ 📝 💼 📁 📅 📈 📉 📊 📋 📌 📍 📎 📏 ✂️ 🗑️ 🔒 🔓 🔑 🔨 🪓 🛠️ 🗡️ '
        '⚔️ 💣 🏹 🛡️ 🪚 🔧 🔩 ⚙️ ⚖️ 🔗 🧲 🪜 🧪 🧬 🔬 🔭 📡 💉 💊 🩹 🩺 🚪 🛏️ 🛋️ 🚽 🚿 🛁 🧹 🧺 🧻 🧼 🪥 🧽 🛒 🚬 '
        '⚰️ 🪦 🧿'
    ),
    (
        '⚠️ ⛔ 🚫 🔞 ☢️ ☣️ ⬆️ ↗️ ➡️ ↘️ ⬇️ ↙️ ⬅️ ↖️ ↩️ ↪️ 🔃 🔄 🔙 🔜 🔝 ⚛️ 🕉️ ✡️ ☸️ ☯️ ✝️ ☦️ ☪️ ☮️ ♈ ♉ ♊ ♋ ♌ '
        '♍ ♎ ♏ ♐ ♑ ♒ ♓ 🔀 🔁 ▶️ ⏩ ⏸️ ⏹️ ⏺️ ♀️ ♂️ ⚧️ ✖️ ➕ ➖ ➗ ♾️ ‼️ ⁉️ ❓ ❗ 💲 ♻️ ⚜️ ⭕ ✅ ☑️ ✔️ ❌ ❎ '
        '➰ ✳️ ©️ ®️ ™️ #️⃣ 0️⃣ 1️⃣ 2️⃣ 3️⃣ 4️⃣ 5️⃣ 6️⃣ 7️⃣ 8️⃣ 9️⃣ 🔟 🆒 🆓 🆕 🆗 🆘 🆙 🔴 🟠 🟡 🟢 🔵 🟣 ⚫ ⚪ '
        '🟥 🟩 🟦 🏁 🚩 🎌 🏴 🏳️ 🏳️‍🌈 🏳️‍⚧️ 🏴‍☠️'
    ),
)


def find(text: str, limit: int) -> list[str]:
    """The emoji in whose names are words that begin with all of these; those that are called just so first.

    :param text: what is looked for, in English or Russian
    :param limit: how many to give at most
    """
    words = plain(text).split()
    if not words:
        return []
    exact = f'\n {" ".join(words)}\n'
    hits = [
        (exact not in names, at, char)
        for at, (char, names) in enumerate(_names().items())
        if all(f' {word}' in names for word in words)
    ]
    return [char for *_, char in sorted(hits)[:limit]]


def called(char: str, text: str) -> str:
    """That of its names for which it was found: `tada`."""
    words = plain(text).split()
    names = [_spaced(name) for name in _all_names(char)]
    return next((name for name in names if all(f' {word}' in f' {plain(name)}' for word in words)), names[0])


def name_of(char: str, language: str) -> str:
    """What an emoji is called: `party popper`."""
    data = _data()[char]
    return _spaced(data.get(language, data['en']))


@cache
def _names() -> dict[str, str]:
    """All names of each emoji, those that are in groups first; skin tones are left out."""
    from emoji import STATUS

    data = _data()
    common = [*USUAL, *' '.join(GROUPS).split()]
    others = (
        char
        for char, about in data.items()
        if about['status'] == STATUS['fully_qualified'] and not any(tone in char for tone in '🏻🏼🏽🏾🏿')
    )
    return {
        char: ''.join(f'\n {plain(_spaced(name))}\n' for name in _all_names(char))
        for char in dict.fromkeys([*common, *others])
    }


def _all_names(char: str) -> list[str]:
    data = _data()[char]
    return [data['en'], data['ru'], *data.get('alias', ())]


@cache
def _data() -> dict[str, dict[str, Any]]:
    from emoji import EMOJI_DATA, config  # on first use: 5 MB

    config.load_language('ru')
    return EMOJI_DATA


def _spaced(name: str) -> str:
    return name.strip(':').replace('_', ' ')


def plain(text: str) -> str:
    """Without what people may leave out: capitals, accents, the dots of ё."""
    marked = unicodedata.normalize('NFKD', text.casefold())
    return ''.join(char for char in marked if not unicodedata.combining(char)).replace('-', ' ')
