"""The first run of a city in the browser, and its facts later on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duikou.base.actor import Actor
from duikou.directory import actions, mail, queries, setting_up
from duikou.directory.access import acting, needs
from duikou.directory.forms.cities import ChangeCity, SetUp
from duikou.directory.permissions import KEEP_CITY


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


@needs(KEEP_CITY)
def change_city(request: HttpRequest) -> HttpResponse:
    """The city's names, its languages and its mail server, for administrators."""
    here = queries.city()
    if here is None:
        return redirect("directory:set-up")
    first = {
        "city_zh": here.name.get("zh-hans", ""),
        "city_en": here.name.get("en", ""),
        "office_zh": here.office.get("zh-hans", ""),
        "office_en": here.office.get("en", ""),
        "languages": here.languages,
        "mail_sender": mail.kept(here)["sender"],
    }
    form = ChangeCity(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.change_city(
            name=form.texts("city"),
            office=form.texts("office"),
            languages=said["languages"],
            mail_server="" if said["no_mail"] else said["mail_server"] or mail.kept(here)["server"],
            mail_sender=said["mail_sender"],
            by=acting(request),
        )
        messages.success(request, _("The city is changed."))
        return redirect("directory:city")
    context = {"form": form, "has_mail": bool(mail.kept(here)["server"])}
    return render(request, "directory/city.html", context, status=422 if form.errors else 200)
