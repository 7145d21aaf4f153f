"""The tour of the home page: its cards say what to do, and what the panel will then show.

Each is declared once; a test walks the tour as a visitor would, and compares the panel.
"""

from dataclasses import dataclass
from inspect import cleandoc

from demo_site.outlines import signals_in


@dataclass(frozen=True)
class Sends:
    """What a request sends.

    Attributes:
        request: its method and path, ``*`` for any part of it.
        outline: the rows of the panel, as ``outlines`` describes them.
    """

    request: str
    outline: str

    @property
    def signals(self) -> list[str]:
        return signals_in(self.outline)


@dataclass(frozen=True)
class Card:
    """One story of the tour.

    Attributes:
        start: the name of the address where it begins.
        do: what to click.
        look: what to look for in the panel.
        sends: what its requests send, in their order.
        logged_in: whether the visitor must be.
    """

    title: str
    start: str
    do: str
    look: str
    sends: tuple[Sends, ...]
    logged_in: bool = False


def sends(request: str, outline: str) -> Sends:
    return Sends(request, cleandoc(outline))


SAVED_POST = """\
pre_save Post
  > fill_slug
post_save Post
  > update_search_entry
    pre_save SearchEntry
    post_save SearchEntry
"""


def tags_changed(*actions: str) -> str:
    return "".join(
        f"m2m_changed Post_tags [{action}] [in transaction]\n  > count_tags\n" for action in actions
    )


CARDS = (
    Card(
        "Log in, or fail to",
        "accounts:login",
        "Log in as grace with a wrong password first, then with the right one: signals. Log out.",
        "The sender of a failed login is a module, not a class, and its credentials are masked. "
        "A good login also saves the user: see what is nested in it.",
        (
            sends(
                "POST /accounts/login/",
                """
                user_login_failed auth
                  > record_failed_login
                    pre_save Activity
                    post_save Activity
                """,
            ),
            sends(
                "POST /accounts/login/",
                """
                pre_save Session
                post_save Session
                user_logged_in User
                  > update_last_login
                    pre_save User
                    post_save User
                      > create_profile
                  > record_login
                    pre_save Activity
                    post_save Activity
                pre_save Session
                post_save Session
                """,
            ),
            sends(
                "POST /accounts/logout/",
                """
                user_logged_out User
                  > record_logout
                    pre_save Activity
                    post_save Activity
                """,
            ),
        ),
    ),
    Card(
        "Sign up and verify",
        "accounts:signup",
        "Sign up with any address, then follow the link that the next page shows.",
        "A receiver of the new user saves a profile, so one post_save sits inside another. "
        "The welcome mail is in the outbox.",
        (
            sends(
                "POST /accounts/signup/",
                """
                pre_save User
                post_save User
                  > create_profile
                    pre_save Profile
                    post_save Profile
                """,
            ),
            sends(
                "GET /accounts/verify/*/",
                """
                pre_save Profile
                post_save Profile
                user_verified User
                  > send_welcome_mail
                """,
            ),
        ),
    ),
    Card(
        "Write a post",
        "blog:create",
        "Write a post and tick harbour. Edit it: lamps instead of harbour. Then delete it.",
        "One receiver makes the slug, one the search entry, one counts the tags; what the "
        "deletion sends after the fact is sent inside its transaction.",
        (
            sends("POST /blog/write/", SAVED_POST + tags_changed("pre_add", "post_add")),
            sends(
                "POST /blog/posts/*/edit/",
                SAVED_POST + tags_changed("pre_remove", "post_remove", "pre_add", "post_add"),
            ),
            sends(
                "POST /blog/posts/*/delete/",
                """
                pre_delete Post
                post_delete Post [in transaction]
                  > remove_cover
                  > count_tags_of_deleted_post
                """,
            ),
        ),
        logged_in=True,
    ),
    Card(
        "Comment and flag",
        "blog:list",
        "Open Reading the flags, leave a comment, and flag one.",
        "What the mail costs: compare the receiver's time with the whole request, then read the "
        "mail in the outbox.",
        (
            sends(
                "POST /blog/posts/*/comments/",
                """
                pre_save Comment
                post_save Comment
                new_comment_added Comment
                  > mail_post_author
                """,
            ),
            sends(
                "POST /blog/comments/*/flag/",
                """
                comment_flagged Comment
                  > record_flag
                    pre_save Flag
                    post_save Flag
                  > mail_moderators
                """,
            ),
        ),
        logged_in=True,
    ),
    Card(
        "Send a notification",
        "blog:notify",
        "Just open the page.",
        "A signal of the blog's own without a sender, with a list among its arguments.",
        (
            sends(
                "GET /blog/notify/",
                """
                notification
                  > greet_users
                """,
            ),
        ),
    ),
    Card(
        "Place and complete an order",
        "shop:order",
        "Order a log book, then complete the order.",
        "The first signal is sent inside a transaction; its mail leaves only after the commit.",
        (
            sends(
                "POST /shop/order/",
                """
                pre_save Order
                post_save Order
                pre_save OrderLine
                post_save OrderLine
                order_placed Order [in transaction]
                  > reserve_stock
                  > mail_confirmation
                """,
            ),
            sends(
                "POST /shop/orders/*/complete/",
                """
                pre_save Order
                post_save Order
                order_completed Order
                  > mail_invoice
                """,
            ),
        ),
        logged_in=True,
    ),
    Card(
        "Pay with a bad card",
        "shop:order",
        "Order a log book and pay with the card that is declined, 4000 0000 0000 0002.",
        "send_robust(): the second receiver raises, and the third still runs.",
        (
            sends(
                "POST /shop/orders/*/pay/",
                """
                payment_failed Order [send_robust]
                  > mail_customer
                  > ask_gateway_again [swallowed PaymentGatewayError]
                  > record_failed_payment
                    pre_save FailedPayment
                    post_save FailedPayment
                """,
            ),
        ),
        logged_in=True,
    ),
    Card(
        "Rush an order",
        "shop:order",
        "Order a log book and force the order to be completed at once.",
        "send(): the second receiver raises, the third is never reached, and the transaction is "
        "rolled back. The findings say so.",
        (
            sends(
                "POST /shop/orders/*/rush/",
                """
                pre_save Order
                post_save Order
                order_rushed Order [rolled back]
                  > book_courier
                  > open_warehouse [raised WarehouseClosedError]
                  > mail_tracking_code [not reached]
                """,
            ),
        ),
        logged_in=True,
    ),
)
