from django.contrib import admin

from demo_site.shop.models import FailedPayment, Order, OrderLine, Product


class OrderLineInline(admin.TabularInline):
    model = OrderLine
    extra = 0


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ("__str__", "customer", "status", "paid", "placed_at")
    list_filter = ("status", "paid")
    list_select_related = ("customer",)
    inlines = (OrderLineInline,)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("name", "price", "stock")


admin.site.register([FailedPayment, OrderLine])
