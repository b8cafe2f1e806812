"""The first run of a city in the browser."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duikou.base.actor import Actor
from duikou.directory import actions, queries, setting_up
from duikou.directory.forms import SetUp


def set_up(request: HttpRequest) -> HttpResponse:
    """Asks for the city and its first administrator, with the code that the server printed; only once."""
    if queries.city() is not None:
        return redirect("/")
    form = SetUp(request.POST or None, initial={"languages": ["zh-hans", "en"]})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.set_up_city(
            name=form.texts("city"),
            office=form.texts("office"),
            languages=said["languages"],
            username=said["username"],
            password=said["password"],
            mail_server=said["mail_server"],
            mail_sender=said["mail_sender"],
            by=Actor("system"),
        )
        setting_up.forget_code()
        login(request, authenticate(request, username=said["username"], password=said["password"]))
        messages.success(request, _("The city is set up and you are signed in as its administrator."))
        return redirect("directory:accounts")
    return render(request, "directory/set_up.html", {"form": form}, status=422 if form.errors else 200)
