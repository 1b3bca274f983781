"""What a browser tells about itself and asks for, made safe; plain values only."""

from ipaddress import IPv6Address, ip_address

LONGEST_PATH = 500
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# In this order: most browsers also call themselves by the name of another.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def own_path(wish: str | None) -> str:
    """This path when it is one of ours, else nothing.

    Refuses whatever a browser could read as another host: `//elsewhere`, a backslash, and the
    control characters that browsers leave out.
    """
    if not wish or len(wish) > LONGEST_PATH or not wish.startswith("/") or wish.startswith("//"):
        return ""
    if "\\" in wish or any(ord(letter) <= 32 or ord(letter) == 127 for letter in wish):
        return ""
    return wish


def device_of(user_agent: str) -> str:
    """Browser and kind of device, enough to recognise one's own: "Firefox, Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    device = next((name for mark, name in DEVICES if mark in user_agent), "")
    return ", ".join(part for part in (browser, device) if part)


def network_of(address: str | None) -> str:
    """Where a caller comes from: the address, or of IPv6 the network a home gets (/64)."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        # Where the server listens on both kinds, an IPv4 caller comes as ::ffff:192.0.2.1.
        return str(parsed.ipv4_mapped or parsed.exploded[:19])
    return str(parsed)
