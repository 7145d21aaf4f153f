from django.urls import path

from demo_site.blog import views

app_name = "blog"

urlpatterns = [
    path("", views.PostList.as_view(), name="list"),
    path("write/", views.PostCreate.as_view(), name="create"),
    path("notify/", views.notify, name="notify"),
    path("posts/<slug:slug>/", views.PostDetail.as_view(), name="detail"),
    path("posts/<slug:slug>/edit/", views.PostUpdate.as_view(), name="update"),
    path("posts/<slug:slug>/delete/", views.PostDelete.as_view(), name="delete"),
    path("posts/<slug:slug>/comments/", views.comment, name="comment"),
    path("comments/<int:pk>/flag/", views.flag, name="flag"),
]
