"""Signing in, under the names by which allauth looks its pages up."""

from django.urls import path

from duikou.directory.views import second_factors, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-in/code", second_factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", second_factors.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("account/again/password", second_factors.password_again, name="account_reauthenticate"),
    path("account/again/code", second_factors.code_again, name="mfa_reauthenticate"),
    path("account/again/passkey", second_factors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("account/second/", second_factors.index, name="mfa_index"),
    path("account/second/app", second_factors.add_app, name="mfa_activate_totp"),
    path("account/second/app/remove", second_factors.remove_app, name="mfa_deactivate_totp"),
    path("account/second/passkeys", second_factors.index, name="mfa_list_webauthn"),
    path("account/second/passkey", second_factors.add_passkey, name="mfa_add_webauthn"),
    path("account/second/passkeys/<int:pk>/rename", second_factors.rename_passkey, name="mfa_edit_webauthn"),
    path("account/second/passkeys/<int:pk>/remove", second_factors.remove_passkey, name="mfa_remove_webauthn"),
    path("account/second/codes", second_factors.spare_codes, name="mfa_view_recovery_codes"),
    path("account/second/codes/new", second_factors.new_codes, name="mfa_generate_recovery_codes"),
]
