from typing import Any

from django import forms

from demo_site.shop.models import Product

GOOD_CARD = "4242 4242 4242 4242"
DECLINED_CARD = "4000 0000 0000 0002"


class OrderForm(forms.Form):
    """A quantity for every product that is in stock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products = {product.slug: product for product in Product.objects.filter(stock__gt=0)}
        for slug, product in self.products.items():
            self.fields[slug] = forms.IntegerField(
                label=product.name,
                help_text=f"€ {product.price} each, {product.stock} in stock",
                min_value=0,
                max_value=product.stock,
                initial=0,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        quantities = super().clean()
        if not self.errors and not any(quantities.values()):
            raise forms.ValidationError("Choose at least one product.")
        return quantities

    def quantities(self) -> dict[Product, int]:
        """Return how many were chosen of each product; those not chosen are left out."""
        chosen = {slug: quantity for slug, quantity in self.cleaned_data.items() if quantity}
        return {self.products[slug]: quantity for slug, quantity in chosen.items()}


class PaymentForm(forms.Form):
    card = forms.RegexField(
        r"^[0-9]{4}( ?[0-9]{4}){3}$",
        label="Card number",
        help_text=f"{GOOD_CARD} is accepted, {DECLINED_CARD} is declined.",
        error_messages={"invalid": "Enter the sixteen digits of a card."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    @property
    def is_declined(self) -> bool:
        return self.cleaned_data["card"].replace(" ", "") == DECLINED_CARD.replace(" ", "")
