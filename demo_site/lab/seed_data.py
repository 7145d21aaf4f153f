"""What the seed command fills the demo with."""

PASSWORD = "signals"

USERS = {
    "ada": {"email": "ada@example.com", "first_name": "Ada"},
    "grace": {"email": "grace@example.com", "first_name": "Grace"},
    "admin": {"email": "admin@example.com", "is_staff": True, "is_superuser": True},
}

POSTS = [
    {
        "slug": "reading-the-flags",
        "author": "ada",
        "title": "Reading the flags",
        "tags": ["flags", "harbour"],
        "cover": ["#1d4f91", "#ffffff", "#c8352b", "#ffffff", "#1d4f91"],
        "body": "A ship that hoists a flag does not know who is looking. Somebody on the pier "
        "may take notes, the harbour master may send a pilot, and most of the time nobody "
        "looks at all.\n\nThat is what makes flags useful: the sailor has one thing to do, "
        "and everybody else decides what it means to them.",
        "comments": [
            ("grace", "And when two flags go up at once, who notices the second one?"),
            ("ada", "That is what the log book is for."),
        ],
    },
    {
        "slug": "a-log-book-for-every-watch",
        "author": "grace",
        "title": "A log book for every watch",
        "tags": ["log book"],
        "cover": ["#e9b32a", "#1d4f91", "#1d4f91", "#e9b32a"],
        "body": "We write down what was signalled, who answered, and how long it took them. "
        "Nothing else. Whoever reads it in the morning sees the night as it was.\n\n"
        "The best entries are the dull ones.",
        "comments": [("ada", "The best entry I ever read was “fog”, nine times.")],
    },
    {
        "slug": "lamps-in-fog",
        "author": "ada",
        "title": "Lamps in fog",
        "tags": ["harbour", "lamps"],
        "cover": [],
        "body": "In fog the lamp still blinks, and still nobody sees it. A signal without a "
        "receiver costs a little oil, a thousand of them cost a barrel.",
        "comments": [],
    },
    {
        "slug": "horns-and-how-to-answer-them",
        "author": "grace",
        "title": "Horns, and how to answer them",
        "tags": [],
        "cover": [],
        "published": False,
        "body": "Notes for a post about sound signals. One long blast: I am here.",
        "comments": [],
    },
]

PRODUCTS = [
    ("Brass bell", "brass-bell", "Heard half a mile away.", "48.00", 12),
    ("Flag set", "flag-set", "All forty flags, in a canvas roll.", "89.50", 8),
    ("Log book", "log-book", "Two hundred ruled pages, waterproof cover.", "14.90", 60),
    ("Signal lamp", "signal-lamp", "With a shutter, for Morse code.", "129.00", 5),
    ("Tin whistle", "tin-whistle", "Sold out until the next ship comes.", "3.20", 0),
]

ORDER = {"log-book": 2, "brass-bell": 1}

STATIONS = ["Bishop Rock", "Fastnet", "Longstone", "Muckle Flugga"]
HOURS = 250
