from django.urls import path

from demo_site.shop import views

app_name = "shop"

urlpatterns = [
    path("", views.products, name="list"),
    path("order/", views.order, name="order"),
    path("orders/<int:pk>/", views.detail, name="detail"),
    path("orders/<int:pk>/complete/", views.complete, name="complete"),
    path("orders/<int:pk>/pay/", views.pay, name="pay"),
    path("orders/<int:pk>/rush/", views.rush, name="rush"),
]
