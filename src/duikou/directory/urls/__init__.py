from django.urls import URLPattern, URLResolver, path

from duikou.directory.views import accounts, connections, journal, messages, setup, sign_in, wordings

app_name = "directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account", sign_in.account, name="account"),
    path("account/sign-out", sign_in.end_sessions, name="end-sessions"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<uuid:public_id>/", accounts.roles, name="roles"),
    path("accounts/<uuid:public_id>/roles/<int:grant>/take", accounts.take_role, name="take-role"),
    path("accounts/<uuid:public_id>/switch", accounts.switch, name="switch-account"),
    path("accounts/<uuid:public_id>/second", accounts.forget_factors, name="forget-factors"),
    path("connections", connections.page, name="connections"),
    path("connections/tokens/new", connections.new_token, name="new-token"),
    path("connections/tokens/<uuid:token_id>/take-back", connections.take_back, name="take-back"),
    path("connections/webhooks/new", connections.new_webhook, name="new-webhook"),
    path("connections/webhooks/<uuid:hook_id>/", connections.webhook, name="webhook"),
    path("connections/webhooks/<uuid:hook_id>/change", connections.change_webhook, name="change-webhook"),
    path("connections/deliveries/<uuid:delivery_id>/again", connections.send_again, name="send-again"),
    path("journal", journal.page, name="journal"),
    path("messages", messages.page, name="messages"),
    path("messages/wordings", wordings.page, name="wordings"),
    path("messages/again", messages.all_again, name="messages-again"),
    path("messages/<int:number>/again", messages.again, name="message-again"),
    path("city", setup.change_city, name="city"),
    path("setup", setup.set_up, name="set-up"),
]
