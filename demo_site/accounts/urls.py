from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from demo_site.accounts import views

app_name = "accounts"

login = LoginView.as_view(template_name="accounts/login.html", redirect_authenticated_user=True)

urlpatterns = [
    path("login/", login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("signup/", views.signup, name="signup"),
    path("verify/<str:token>/", views.verify, name="verify"),
    path("activity/", views.activity, name="activity"),
]
