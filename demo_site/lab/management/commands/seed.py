from decimal import Decimal
from io import BytesIO
from math import cos, pi
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction
from PIL import Image

from demo_site.accounts.models import Profile
from demo_site.blog.models import Post, Tag
from demo_site.lab import seed_data
from demo_site.lab.models import Reading
from demo_site.shop.models import Order, Product


class Command(BaseCommand):
    help = "Fill the demo with users, posts, products and readings; changes nothing if run again."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        for username, fields in seed_data.USERS.items():
            seed_user(username, fields)
        for fields in seed_data.POSTS:
            seed_post(**fields)
        for name, slug, description, price, stock in seed_data.PRODUCTS:
            fields = {"name": name, "description": description, "price": price, "stock": stock}
            Product.objects.get_or_create(slug=slug, defaults=fields)
        seed_order(User.objects.get(username="ada"))
        seed_readings()
        logins = ", ".join(seed_data.USERS)
        self.stdout.write(f"Log in as {logins}; the password is always {seed_data.PASSWORD!r}.")


def seed_user(username: str, fields: dict[str, Any]) -> None:
    if not User.objects.filter(username=username).exists():
        user = User.objects.create_user(username, password=seed_data.PASSWORD, **fields)
        Profile.objects.get(user=user).verify()


def seed_post(author: str, slug: str, **fields: Any) -> None:
    tags, colours, comments = (fields.pop(name) for name in ("tags", "cover", "comments"))
    fields["author"] = User.objects.get(username=author)
    post, is_new = Post.objects.get_or_create(slug=slug, defaults=fields)
    if not is_new:
        return
    if colours:
        post.cover.save(f"{slug}.png", ContentFile(flag(colours)))
    post.tags.set([Tag.objects.get_or_create(name=name)[0] for name in tags])
    for commenter, body in comments:
        post.comments.create(author=User.objects.get(username=commenter), body=body)


def flag(colours: list[str]) -> bytes:
    """Return a PNG of horizontal stripes, 960 by 320 pixels."""
    image = Image.new("RGB", (960, 320))
    height = image.height // len(colours)
    for index, colour in enumerate(colours):
        image.paste(colour, (0, index * height, image.width, (index + 1) * height))
    content = BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def seed_order(customer: User) -> None:
    if Order.objects.filter(customer=customer).exists():
        return
    order = Order.objects.create(customer=customer)
    for slug, quantity in seed_data.ORDER.items():
        product = Product.objects.get(slug=slug)
        order.lines.create(product=product, quantity=quantity, price=product.price)


def seed_readings() -> None:
    if Reading.objects.exists():
        return
    for offset, station in enumerate(seed_data.STATIONS):
        for hour in range(seed_data.HOURS):
            celsius = Decimal(10 - offset - 4 * cos(hour * pi / 12)).quantize(Decimal("0.1"))
            Reading.objects.create(station=station, hour=hour, celsius=celsius)
