"""Secrets known by their form alone, whatever stands beside them: one table of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGINS = r"(?: (?<![^\W_]) | (?<=\\[nrt]) )"
"""Where a word begins: also after a line's end that is written as an escape."""
_NO_USER = (
    r"(?: mailto|sips?|xmpp|acct|e-?mails?|from|to|b?cc|reply-to|name|user|username|login|sender"
    r"|contact|author|by|owner|git@[^\s:]+ )"
)
"""What stands before the colon of an address, where that is no user with a password."""
_USER = rf"(?<![^\s\"'(\[{{<>,;=`|]) (?! {_NO_USER}: )"
_PORT = r"\d{1,5}(?:[/?#\s,;)\"']|$)"
_HOST = r"(?: [^\W\d] | \[ | \d+(?:\.\d+){3} )"

_FORMS = {
    "-----BEGIN": r"""
        -----BEGIN\ [A-Z0-9\ ]*PRIVATE\ KEY[A-Z\ ]*-----
        (?P<value> (?: (?!-----END) [\s\S] )+ )
    """,
    "eyJ": rf"{_BEGINS} (?P<value> eyJ[\w\-]+\.[\w\-]+ (?: \.[\w\-]* )* )",
    " ": r"\b(?i:Bearer|Basic|Token)\ (?P<value> (?=\S*[\d=._])\S{6,} )",
    "$": r"""
        (?P<value>
            (?: (?<!\w)(?:pbkdf2|bcrypt|argon2|scrypt|md5|sha1)\w*
              | \$(?:[1567y]|2[abxy]|argon2\w*|pbkdf2[\w\-]*|scrypt) )
            \$ [^\s"'\\,;)\]}]{6,}
        )
    """,
    "@": rf"""
        {_USER} (?! \d{{1,2}}:\d\d (?::\d\d)? (?:[ap]m)? @ | \d+:\d+@ )
        [\w.+\-@]{{1,100}} :(?!{_PORT}) (?P<value> [^\s/:@\\"'][^\s"']{{0,1000}} )
        @(?! sha\d+: ) (?= {_HOST} )
    """,
    ":": r"""
        (?<! [\w\-] ) (?i: -u | --(?:proxy-)?user )
        [\s=,\\]* (?P<quote> ["'] )? [\s=,\\"']* (?! \d+:\d+\b ) [^\s:"',]+ :(?!//)
        (?P<value> (?(quote) [^"'\n\\]+ | [^\s"']+ ) )
    """,
    "-p": r"""
        \b(?:mysql\w*|mariadb[\w\-]*|sshpass|docker\ login)\b [^\n]*? \s
        -p \s* (?P<value> "[^"\n]*"? | '[^'\n]*'? | [^\s\-"'] \S* )
    """,
    "_": rf"""
        {_BEGINS} (?P<value>
            gh[oprsu]_\w{{6,}} | github_pat_\w{{6,}} | [rs]k_(?:live|test)_\w{{6,}}
          | whsec_[\w+/=]{{6,}} | (?:npm|hf)_[A-Za-z0-9]{{20,}} | do[oprt]_v1_\w{{6,}}
          | shp(?:at|ca|pa|ss)_\w{{6,}}
        )
    """,
    "-": rf"""
        {_BEGINS} (?P<value>
            gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w\-.]{{6,}} | xox[a-z]-[\w\-.]{{6,}}
          | xapp-[\w\-]{{6,}} | GOCSPX-[\w\-]{{6,}} | pypi-\w[\w\-]{{15,}}
          | sk-(?=[\w\-]*\d)[\w\-]{{16,}}
        )
    """,
    ".": rf"""
        {_BEGINS} (?P<value> ya29\.[\w\-.]{{6,}} | SG\.[\w\-]{{6,}}\.[\w\-]{{6,}} )
    """,
    "AIza": rf"{_BEGINS} (?P<value> AIza[\w\-]{{20,}} )",
    "A": rf"{_BEGINS} (?P<value> AKIA[A-Z0-9]{{12,}} | (?:ABIA|ACCA|ASIA)[A-Z0-9]{{16}}\b )",
    "bot": r"\bbot (?P<value> \d{8,10}:[\w\-]{30,} )",
    "hooks": r"""
        (?: hooks\.slack\.com/(?:services|workflows)/ | discord(?:app)?\.com/api/webhooks/ )
        (?P<value> [^\s"'\\]+ )
    """,
}
FORMS = tuple((clue, re.compile(form, re.VERBOSE)) for clue, form in _FORMS.items())
"""Texts without which a form cannot be there, and the form; ``value`` is the secret in it.

In this order: a private key in its armour, a JSON web token, what ``Authorization`` says, the
hash of a password, ``user:password@host`` without a scheme, ``curl -u user:password``,
``mysql -ppassword``, tokens by what their issuer begins them with, the addresses that let
anybody post to a chat.
"""


_CUT_USER = re.compile(
    rf"""{_USER} [\w.+\-@]{{1,100}} :(?!{_PORT}) (?P<value> [^\s/:@\\"'][^\s"']* )$""",
    re.VERBOSE,
)


def known_by_form(text: str, is_cut: bool) -> Iterator[tuple[int, int]]:
    """Give where the secrets are that have one of the ``FORMS``."""
    forms = (*FORMS, (":", _CUT_USER)) if is_cut else FORMS
    for clue, form in forms:
        if clue in text:
            for match in form.finditer(text):
                yield match.span("value")
