"""A browser without JavaScript, as small as the demo's check needs: cookies, links, forms, definition lists."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import urlopen

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(slots=True)
class Field:
    """A field of a form; `choices` are the values that a select offers."""

    name: str
    kind: str
    value: str
    on: bool
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """A form of a page with its fields and its buttons (name, value, text)."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def values(self) -> dict[str, str]:
        """What a browser would send if nobody touched the form."""
        sent: dict[str, str] = {}
        for one in self.fields:
            if one.on and one.name:
                sent[one.name] = one.value
        return sent

    def options(self, name: str) -> list[str]:
        """The values that can be chosen for `name`."""
        return [value for one in self.fields if one.name == name for value in (one.choices or [one.value])]


class Page(HTMLParser):
    """A page as it was read: its text, links, forms and the pairs of its definition lists."""

    def __init__(self, address: str, status: int, html: str) -> None:
        super().__init__()
        self.address, self.status, self.html = address, status, html
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.pairs: list[tuple[str, str]] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._texts: list[list[str]] = [[]]
        self._form: Form | None = None
        self._term = ""
        if html:
            self.feed(html)

    @property
    def text(self) -> str:
        """All text of the page, in one line."""
        return " ".join(" ".join(self._texts[0]).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag in."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, values.get("action") or self.address)
            self._form = Form(action, values.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None and "disabled" not in values:
            kind = values.get("type", "text").lower()
            on = "checked" in values if kind in ("radio", "checkbox") else kind not in ("submit", "button", "file")
            self._form.fields.append(Field(values.get("name", ""), kind, values.get("value", ""), on))
        elif tag in ("select", "textarea") and self._form is not None:
            self._form.fields.append(Field(values.get("name", ""), tag, "", True))
        elif tag == "option" and self._form is not None and self._form.fields and "disabled" not in values:
            select = self._form.fields[-1]
            select.choices.append(values.get("value", ""))
            if "selected" in values or len(select.choices) == 1:
                select.value = values.get("value", "")
        if tag not in VOID:
            self._open.append((tag, values))
            self._texts.append([])

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, and those inside it that were left open."""
        if tag not in (name for name, _values in self._open):
            return
        while self._open:
            name, values = self._open.pop()
            text = " ".join(" ".join(self._texts.pop()).split())
            self._texts[-1].append(text)
            self._closed(name, values, text)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take text in, but not the text of scripts and styles."""
        if not self._open or self._open[-1][0] not in ("script", "style"):
            self._texts[-1].append(data)

    def _closed(self, tag: str, values: dict[str, str], text: str) -> None:
        if tag == "a" and values.get("href"):
            self.links.append((urljoin(self.address, values["href"]), text))
        elif tag == "button" and self._form is not None and values.get("type", "submit") == "submit":
            self._form.buttons.append((values.get("name", ""), values.get("value", ""), text))
        elif tag == "dt":
            self._term = text
        elif tag == "dd":
            self.pairs.append((self._term, text))
        elif tag == "form":
            self._form = None


class Browser:
    """Keeps cookies, follows redirects, reads pages in English."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.cookies: dict[str, str] = {}
        self.count = 0

    def get(self, address: str) -> Page:
        """The page at an address or path."""
        return self._ask("GET", address, None)

    def file(self, address: str) -> bytes:
        """The bytes at a public address of the city."""
        self.count += 1
        with urlopen(urljoin(self.origin, address), timeout=30) as answer:
            return bytes(answer.read())

    def submit(self, form: Form, press: str = "", **values: str) -> Page:
        """Send a form with `values` filled in, by the button named or valued `press` (the first one otherwise)."""
        chosen = [one for one in form.buttons if not press or press in (one[0], one[1])]
        sent = form.values() | values
        if chosen and chosen[0][0]:
            sent[chosen[0][0]] = chosen[0][1]
        if form.method == "post":
            return self._ask("POST", form.action, urlencode(sent))
        return self._ask("GET", f"{form.action.partition('?')[0]}?{urlencode(sent)}", None)

    def _ask(self, method: str, address: str, body: str | None, hops: int = 5) -> Page:
        address = urljoin(self.origin, address)
        parts = urlsplit(address)
        headers = {"Accept-Language": "en", "Referer": self.origin + "/", "Origin": self.origin}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asking = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            asking.request(method, f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
            answer = asking.getresponse()
            content = answer.read()
        finally:
            asking.close()
        self.count += 1
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({key: one.value for key, one in SimpleCookie(value.strip()).items()})
        place = answer.getheader("Location")
        if answer.status in (301, 302, 303, 307, 308) and place and hops:
            return self._ask("GET", urljoin(address, place), None, hops - 1)
        text = content.decode("utf-8", "replace")
        return Page(address, answer.status, text if "html" in (answer.getheader("Content-Type") or "") else "")
