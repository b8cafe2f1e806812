from django.urls import URLPattern, URLResolver, path

from duikou.directory.views import accounts, setup, sign_in

app_name = "directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("account", sign_in.account, name="account"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<uuid:public_id>/switch", accounts.switch, name="switch-account"),
    path("city", setup.change_city, name="city"),
    path("setup", setup.set_up, name="set-up"),
]
