"""Every address of the city, tried as every role: who gets in, by which method, and that reading changes nothing.

A new address without a row here fails the first test."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duikou.base import paced
from duikou.base.views import problems
from duikou.booking import tickets
from duikou.directory.models import Counted, Session
from duikou.journal.actions import READ
from duikou.journal.models import Entry
from tests.architecture.world import MIRROR, ROLES, SIGNED_OUT, Side, World, routes

ALL = frozenset(ROLES)
SOME_OF_ALL = frozenset({"visitor", "resident", "closed", "employer", "office", "administrator"})  # stand for ALL
ACCOUNTS = ALL - {*SIGNED_OUT}
OFFICE = frozenset({"office", "office_of_area", "administrator"})
ANY_OFFICE = OFFICE | {"other_office", "office_of_other_area"}
KEEPERS = OFFICE | {"programme"}  # of the policies of the office `here`
ANY_KEEPER = ANY_OFFICE | {"programme", "programme_elsewhere"}
ANSWERING = frozenset({"office", "office_of_area", "centre", "line_body"})  # for the office `here`
ANY_ANSWERING = ANSWERING | {"other_office", "office_of_other_area", "centre_elsewhere", "line_body_elsewhere"}
CONNECTING = frozenset({"office", "administrator"})  # what other systems are given lies in no area
DOOR_STAFF = OFFICE | {"door"}
DOOR = DOOR_STAFF | {"door_link"}
EMPLOYERS = frozenset({"employer", "rival"})
OWN = frozenset({"employer"})
AUTHORS = OFFICE | OWN
STAFF = ANY_OFFICE | EMPLOYERS | {"door", "door_elsewhere"}
KEEPING_PHOTOS = frozenset({"centre", "programme", "line_body"})
PHOTO_KEEPERS = OFFICE | KEEPING_PHOTOS  # of the pictures of the office `here`
ANY_PHOTO_KEEPER = ANY_OFFICE | KEEPING_PHOTOS | {MIRROR[role] for role in KEEPING_PHOTOS}
ENTERING = ANY_PHOTO_KEEPER | EMPLOYERS | {"partner", "project_unit"}  # works, for a body of theirs
JURORS = frozenset({"finance"})  # of both contests
HANDING_ON = KEEPING_PHOTOS | {MIRROR[role] for role in KEEPING_PHOTOS} | {"partner", "project_unit"}
KIND_KEEPERS = frozenset({"administrator", "programme", "programme_elsewhere"})
CENTRE_KEEPERS = OFFICE | {"centre"}
ANY_CENTRE_KEEPER = ANY_OFFICE | {"centre", "centre_elsewhere"}
CITY_WIDE = frozenset({"office", "other_office", "administrator"})  # not those of one area
DESK_FIGURES = CITY_WIDE | {"programme", "programme_elsewhere"}
GUIDE_WRITERS = CITY_WIDE | {"centre", "centre_elsewhere"}
INVITERS = ANY_OFFICE | EMPLOYERS
CARING = frozenset({"office", "other_office", "administrator"}) | OWN  # the employer is at fairs of both offices
ADMINISTRATOR = frozenset({"administrator"})
APPROVERS = ADMINISTRATOR | {"approver"}
AUDITORS = ADMINISTRATOR | {"auditor"}
WORKING = ACCOUNTS - EMPLOYERS - {"nobody", "declined"}  # for the city: they have a second factor


@dataclass(frozen=True)
class Door:
    """Who gets through an address, and by which methods. `personal`: no cache may keep what it shows. `signed`: opens
    for whatever proves itself by a signature, so that no cookie and no token against forged forms is asked for."""

    who: frozenset[str]
    methods: str = "GET POST"
    personal: bool = True
    signed: bool = False


def public(methods: str = "GET") -> Door:
    """Open to everybody, and the same for everybody."""
    return Door(ALL, methods, personal=False)


DOORS = {
    "portal:home": public(),
    "portal:promises": public(),
    "health": public(),
    # Here no server has made a certificate of its own
    "trust": Door(frozenset()),
    "trust-authority": Door(frozenset()),
    "portal:sitemap": public(),
    "portal:robots": public(),
    "base:language": public("POST"),
    "base:styleguide": Door(frozenset()),
    "account_login": public("GET POST"),
    "account_logout": public("POST"),
    "mfa_authenticate": Door(ACCOUNTS),
    "mfa_login_webauthn": Door(ACCOUNTS),
    "account_reauthenticate": Door(ACCOUNTS),
    "mfa_reauthenticate": Door(ACCOUNTS),
    "mfa_reauthenticate_webauthn": Door(ACCOUNTS),
    "mfa_index": Door(ACCOUNTS, "GET"),
    "mfa_activate_totp": Door(ACCOUNTS),
    # Nobody here has set one up, and nobody else's is found
    "mfa_deactivate_totp": Door(frozenset()),
    "mfa_list_webauthn": Door(ACCOUNTS, "GET"),
    "mfa_add_webauthn": Door(ACCOUNTS),
    "mfa_edit_webauthn": Door(frozenset()),
    "mfa_remove_webauthn": Door(frozenset()),
    "mfa_view_recovery_codes": Door(ACCOUNTS, "GET"),
    "mfa_generate_recovery_codes": Door(ACCOUNTS),
    "directory:end-sessions": Door(ACCOUNTS, "POST"),
    "directory:forget-factors": Door(ADMINISTRATOR, "POST"),
    "directory:set-up": public("GET POST"),
    "directory:start": Door(ACCOUNTS, "GET"),
    "directory:account": Door(ACCOUNTS),
    "directory:decisions": Door(ACCOUNTS, "GET"),
    "directory:decision": Door(APPROVERS),
    "directory:roles": Door(ADMINISTRATOR),
    "directory:take-role": Door(ADMINISTRATOR, "POST"),
    "directory:address": Door(ACCOUNTS),
    "directory:lost-password": Door(ALL),
    "directory:new-password": Door(ALL),
    "directory:invitations": Door(INVITERS, "GET"),
    "directory:invite": Door(INVITERS),
    "directory:revoke-invitation": Door(CARING, "POST"),
    "directory:invitation": Door(ALL),
    "directory:accounts": Door(ADMINISTRATOR, "GET"),
    "directory:password-link": Door(ADMINISTRATOR, "POST"),
    "directory:switch-account": Door(ADMINISTRATOR, "POST"),
    "directory:city": Door(ADMINISTRATOR),
    "directory:bodies": Door(ADMINISTRATOR, "GET"),
    "directory:new-body": Door(ADMINISTRATOR),
    "directory:body": Door(ADMINISTRATOR),
    "directory:areas": Door(ADMINISTRATOR, "GET"),
    "directory:new-area": Door(ADMINISTRATOR),
    "directory:area": Door(ADMINISTRATOR),
    "directory:messages": Door(ADMINISTRATOR, "GET"),
    "directory:wordings": Door(ANY_OFFICE, "GET"),
    "directory:messages-again": Door(ADMINISTRATOR, "POST"),
    "directory:message-again": Door(ADMINISTRATOR, "POST"),
    "directory:journal": Door(AUDITORS, "GET"),
    "directory:retention": Door(AUDITORS, "GET"),
    "directory:photo": Door(PHOTO_KEEPERS, "GET"),
    "directory:photo-in-it": public("GET POST"),
    "directory:photos-taken-down": Door(ANY_PHOTO_KEEPER, "GET"),
    "directory:photo-decide": Door(PHOTO_KEEPERS, "POST"),
    "directory:connections": Door(ANY_OFFICE, "GET"),
    "directory:new-token": Door(ANY_OFFICE),
    "directory:take-back": Door(CONNECTING, "POST"),
    "directory:new-webhook": Door(ANY_OFFICE),
    "directory:webhook": Door(CONNECTING, "GET"),
    "directory:change-webhook": Door(CONNECTING, "POST"),
    "directory:send-again": Door(CONNECTING, "POST"),
    "api-docs": public(),
    "api-problem": public(),
    "fairs:zone": public(),
    "fairs:post": public(),
    "fairs:employer": public(),
    "fairs:feed": public(),
    "fairs:carry": public(),
    "fairs:embedded": public(),
    "fairs:verify-draw": public(),
    "fairs:join": public("GET POST"),
    "desk:centres": public(),
    "desk:centre": public(),
    "desk:centre-calendar": public(),
    "desk:board": public(),
    "desk:board-now": public(),
    "desk:board-live": public(),
    "desk:take-number": Door(ALL),
    "desk:number-taken": Door(ALL, "GET"),
    "desk:appointments": public(),
    "desk:appointment": Door(ALL),
    "desk:services": public(),
    "desk:service": public(),
    "activities:list": public(),
    "activities:feed": public(),
    "activities:kind-feed": public(),
    "activities:campaign-feed": public(),
    "activities:campaign": public(),
    "activities:activity": public(),
    "activities:file": public(),
    "activities:join": Door(ALL),
    "activities:teams": public(),
    "activities:team": public(),
    "activities:team-feed": public(),
    "activities:shift": public(),
    "activities:join-shift": Door(ALL),
    "activities:invited": Door(ALL),
    "activities:confirm-shift": Door(ALL),
    "activities:classes": public(),
    "activities:class-feed": public(),
    "activities:class": public(),
    "activities:class-file": public(),
    "activities:join-class": Door(ALL),
    "activities:certificates": Door(ALL),
    "activities:certificate": Door(ALL),
    "activities:contests": public(),
    "activities:contest": public(),
    "activities:contest-results": public(),
    "activities:contest-results-file": public(),
    "activities:gallery": public(),
    "activities:shown-work": public(),
    "activities:enter": Door(ALL),
    "activities:my-entry": Door(ALL),
    "activities:my-entry-add-picture": Door(ALL, "POST"),
    "activities:my-entry-picture": Door(ALL, "GET"),
    "activities:my-entry-drop-picture": Door(ALL, "POST"),
    "activities:my-entry-agree": Door(ALL, "POST"),
    "activities:my-entry-withdraw": Door(ALL),
    "activities:my-entry-about-me": Door(ALL),
    "activities:my-entry-about-me-file": Door(ALL, "POST"),
    "activities:my-entry-about-me-correct": Door(ALL),
    "activities:find-hours": Door(ALL),
    "activities:hours": Door(ALL, "GET"),
    "activities:hours-file": Door(ALL, "POST"),
    "activities:hours-certificate": Door(ALL, "GET"),
    "activities:hours-renew": Door(ALL, "POST"),
    "activities:hours-leave": Door(ALL, "POST"),
    "activities:keep-hours": Door(ALL),
    "desk:hsds": public(),
    "desk:hsds-services": public(),
    "desk:hsds-service": public(),
    "desk:hsds-organizations": public(),
    "desk:hsds-organization": public(),
    "desk:hsds-locations": public(),
    "desk:hsds-location": public(),
    "desk:hsds-at-locations": public(),
    "desk:hsds-at-location": public(),
    "desk:hsds-taxonomies": public(),
    "desk:hsds-taxonomy": public(),
    "desk:hsds-terms": public(),
    "desk:hsds-term": public(),
    "desk:hsds-nothing": Door(frozenset()),
    "desk:counts-csv": public(),
    "desk:counts-json": public(),
    "desk:services-csv": public(),
    "desk:datapackage": public(),
    "desk:which-window": public(),
    "desk:which-streets": public(),
    "desk:which-worker": public(),
    "desk:which-file": public(),
    "desk:guide": public(),
    "desk:guide-whole": public(),
    "desk:guide-worker": public(),
    "desk:guide-page": public(),
    "desk:keep-guide": Door(GUIDE_WRITERS, "GET"),
    "desk:new-guide-page": Door(GUIDE_WRITERS),
    "desk:keep-guide-page": Door(GUIDE_WRITERS),
    "desk:place-guide-page": Door(GUIDE_WRITERS),
    "desk:keep-areas": Door(ANY_CENTRE_KEEPER, "GET"),
    "desk:publish-areas": Door(CITY_WIDE, "POST"),
    "desk:keep-area": Door(CENTRE_KEEPERS),
    "desk:remove-area": Door(CENTRE_KEEPERS, "POST"),
    "desk:new-area-exception": Door(CENTRE_KEEPERS),
    "desk:remove-area-exception": Door(CENTRE_KEEPERS, "POST"),
    "desk:figures": Door(DESK_FIGURES, "GET"),
    "desk:figures-export": Door(DESK_FIGURES, "GET"),
    "desk:areas-of-centre": Door(CENTRE_KEEPERS),
    "desk:new-area": Door(CENTRE_KEEPERS),
    # What belongs to one person: the key is the address, whoever asks
    "fairs:book": Door(ALL),
    "fairs:express": Door(ALL, "POST", signed=True),
    "fairs:ready": Door(ALL),
    "fairs:give-back": Door(ALL, "POST"),
    "booking:manage": Door(ALL, "GET"),
    "booking:short": Door(ALL, "GET"),
    "booking:calendar": Door(ALL, "GET"),
    "booking:subscribe": Door(ALL),
    "booking:feed": Door(ALL, "GET"),
    "booking:move": Door(ALL),
    "booking:cancel": Door(ALL),
    "fairs:here": Door(ALL, "POST"),
    "fairs:resume": Door(ALL),
    "fairs:resume-sheet": Door(ALL, "GET"),
    "fairs:came-of-it": Door(ALL),
    "fairs:how-it-goes": Door(ALL),
    "fairs:how-it-goes-stop": Door(ALL, "POST"),
    "fairs:how-it-goes-about-me": Door(ALL),
    "fairs:how-it-goes-about-me-file": Door(ALL, "POST"),
    "fairs:how-it-goes-about-me-correct": Door(ALL),
    "booking:about-me": Door(ALL),
    "booking:about-me-file": Door(ALL, "POST"),
    "booking:about-me-correct": Door(ALL),
    "booking:waiting-about-me": Door(ALL),
    "booking:waiting-about-me-file": Door(ALL, "POST"),
    "booking:waiting-about-me-correct": Door(ALL),
    "booking:slip": Door(ALL, "GET"),
    "fairs:day": Door(ALL, "GET"),
    "fairs:day-calendar": Door(ALL, "GET"),
    "fairs:day-send": Door(ALL, "POST"),
    "fairs:whole-day": Door(ALL, "GET"),
    "fairs:whole-day-calendar": Door(ALL, "GET"),
    "booking:waiting": Door(ALL, "GET"),
    "booking:leave": Door(ALL, "POST"),
    "booking:erase-waiting": Door(ALL, "POST"),
    "booking:my": Door(ALL, "GET"),
    "booking:forget": Door(ALL, "POST"),
    "booking:find": Door(ALL),
    "fairs:wishes": Door(ALL),
    "fairs:draw": public(),
    "fairs:draw-file": public(),
    "fairs:entry": Door(ALL, "GET"),
    "fairs:entry-slip": Door(ALL, "GET"),
    "fairs:entry-hours": Door(ALL),
    "fairs:entry-change": Door(ALL, "POST"),
    "fairs:entry-drop": Door(ALL, "POST"),
    "fairs:entry-resume": Door(ALL),
    "fairs:entry-resume-sheet": Door(ALL, "GET"),
    "fairs:entry-about-me": Door(ALL),
    "fairs:entry-about-me-file": Door(ALL, "POST"),
    "fairs:entry-about-me-correct": Door(ALL),
    # Work
    "fairs:work": Door(STAFF | HANDING_ON, "GET"),
    "fairs:office-fairs": Door(ANY_OFFICE, "GET"),
    "fairs:office-fair-new": Door(ANY_OFFICE),
    "fairs:office-fair": Door(OFFICE, "GET"),
    "fairs:office-shares": Door(OFFICE, "GET"),
    "fairs:office-fair-edit": Door(OFFICE),
    "fairs:office-fair-cancel": Door(OFFICE),
    "fairs:office-fair-step": Door(OFFICE),
    "fairs:office-stands": Door(OFFICE, "GET"),
    "fairs:stand-times": Door(OFFICE, "POST"),
    "fairs:stand-give": Door(OFFICE, "POST"),
    "fairs:office-stand": Door(OFFICE),
    "fairs:office-hall": Door(OFFICE),
    "fairs:stand-approve": Door(OFFICE, "POST"),
    "fairs:stand-withdraw": Door(OFFICE),
    "fairs:stand-decline": Door(OFFICE, "POST"),
    "fairs:office-posts": Door(OFFICE, "GET"),
    "fairs:office-export": Door(OFFICE, "GET"),
    "fairs:office-imports": Door(OFFICE),
    "fairs:office-import": Door(OFFICE),
    "fairs:office-conditions": Door(OFFICE, "GET"),
    "fairs:office-condition": Door(OFFICE),
    "fairs:office-publish-all": Door(OFFICE, "POST"),
    "fairs:own-imports": Door(EMPLOYERS),
    "fairs:own-import": Door(OWN),
    "fairs:stand": Door(EMPLOYERS, "GET"),
    "fairs:stand-order": Door(EMPLOYERS),
    "fairs:stand-order-sheet": Door(EMPLOYERS, "GET"),
    "fairs:stand-here": Door(EMPLOYERS, "POST"),
    "fairs:post-new": Door(EMPLOYERS),
    "fairs:post-edit": Door(AUTHORS),
    "fairs:post-state": Door(AUTHORS, "POST"),
    "fairs:door": Door(DOOR, "GET"),
    "fairs:door-look-up": Door(DOOR, "POST"),
    "fairs:door-check-in": Door(DOOR, "POST"),
    "fairs:door-undo": Door(DOOR, "POST"),
    "fairs:door-walk-in": Door(DOOR),
    "fairs:door-came-of-it": Door(DOOR_STAFF),
    "fairs:door-roll": Door(DOOR_STAFF, "GET"),
    "fairs:door-number": Door(DOOR),
    "fairs:door-number-slip": Door(DOOR, "GET"),
    "fairs:door-queue": Door(DOOR, "GET"),
    "fairs:door-queue-step": Door(DOOR, "POST"),
    "fairs:board": public(),
    "fairs:board-now": public(),
    "fairs:board-live": public(),
    "booking:number": Door(ALL, "GET"),
    "booking:number-tell": Door(ALL, "POST"),
    "booking:number-leave": Door(ALL, "POST"),
    "fairs:chance": Door(ALL),
    "fairs:door-chance": Door(DOOR, "POST"),
    "fairs:table-queue": Door(EMPLOYERS, "POST"),
    "fairs:door-phone": Door(DOOR, "GET"),
    "fairs:door-list": Door(DOOR, "GET"),
    "fairs:door-manifest": Door(DOOR, "GET"),
    "fairs:door-worker": Door(ALL, "GET"),
    "fairs:door-arrivals": Door(ALL, "POST", signed=True),
    "fairs:door-odd": Door(DOOR),
    "fairs:door-leave": Door(DOOR, "POST"),
    "fairs:open-door": Door(ALL),
    "fairs:invited": Door(ALL),
    "fairs:invitations": Door(OFFICE),
    "fairs:office-invitations": Door(OFFICE),
    "fairs:office-draw": Door(OFFICE),
    "fairs:office-draw-day": Door(OFFICE),
    "fairs:office-draw-hours": Door(OFFICE),
    "fairs:office-draw-enter": Door(OFFICE),
    "fairs:office-draw-slip": Door(OFFICE, "GET"),
    "fairs:office-door-links": Door(OFFICE),
    "fairs:take-door-links-back": Door(OFFICE, "POST"),
    "fairs:door-slip": Door(DOOR, "GET"),
    "fairs:table": Door(EMPLOYERS, "GET"),
    "fairs:table-step": Door(OWN, "POST"),
    "fairs:table-device": Door(EMPLOYERS, "GET"),
    "fairs:table-list": Door(EMPLOYERS, "GET"),
    "fairs:table-worker": Door(ALL, "GET"),
    "fairs:table-notes": Door(ALL, "POST", signed=True),
    "fairs:table-odd": Door(EMPLOYERS),
    "fairs:office-notes": Door(OFFICE, "GET"),
    "fairs:table-resume": Door(OWN, "GET"),
    "desk:work": Door(ANY_CENTRE_KEEPER, "GET"),
    "desk:new-centre": Door(ANY_CENTRE_KEEPER),
    "desk:keep-centre": Door(CENTRE_KEEPERS, "GET"),
    "desk:edit-centre": Door(CENTRE_KEEPERS),
    "desk:confirm-centre": Door(CENTRE_KEEPERS, "POST"),
    "desk:centre-state": Door(CENTRE_KEEPERS, "POST"),
    "desk:centre-hours": Door(CENTRE_KEEPERS),
    "desk:new-days": Door(CENTRE_KEEPERS),
    "desk:new-window": Door(CENTRE_KEEPERS),
    "desk:edit-window": Door(CENTRE_KEEPERS),
    "desk:close-window": Door(CENTRE_KEEPERS, "POST"),
    "desk:window-hours": Door(CENTRE_KEEPERS),
    "desk:desk": Door(CENTRE_KEEPERS, "GET"),
    "desk:desk-find": Door(CENTRE_KEEPERS, "POST"),
    "desk:desk-here": Door(CENTRE_KEEPERS, "POST"),
    "desk:desk-number": Door(CENTRE_KEEPERS, "POST"),
    "desk:number-slip": Door(CENTRE_KEEPERS, "GET"),
    "desk:desk-step": Door(CENTRE_KEEPERS, "POST"),
    "desk:desk-tablet": Door(CENTRE_KEEPERS, "POST"),
    "desk:window": Door(CENTRE_KEEPERS, "GET"),
    "desk:window-step": Door(CENTRE_KEEPERS, "POST"),
    "desk:window-close": Door(CENTRE_KEEPERS),
    "desk:holidays": Door(CITY_WIDE, "GET"),
    "desk:new-holiday": Door(CITY_WIDE),
    "desk:edit-days": Door(CENTRE_KEEPERS),
    "desk:remove-days": Door(CENTRE_KEEPERS, "POST"),
    "desk:new-service": Door(ANY_CENTRE_KEEPER),
    "desk:keep-service": Door(CENTRE_KEEPERS),
    "desk:confirm-service": Door(CENTRE_KEEPERS, "POST"),
    "desk:service-state": Door(CENTRE_KEEPERS, "POST"),
    "desk:answers": public(),
    "desk:answer": public(),
    "desk:ask": Door(ALL),
    "desk:come-back": Door(ALL),
    "desk:my-question": Door(ALL),
    "desk:my-question-say": Door(ALL, "POST"),
    "desk:my-question-about": Door(ALL),
    "desk:my-question-erase": Door(ALL, "POST"),
    "desk:inbox": Door(ANY_ANSWERING | {"counsel"}, "GET"),
    "desk:type-in": Door(ANY_ANSWERING),
    "desk:question": Door(ANSWERING, "GET"),
    "desk:question-reply": Door(ANSWERING, "POST"),
    "desk:question-step": Door(ANSWERING, "POST"),
    "desk:question-refer": Door(ANSWERING, "POST"),
    "desk:duties": Door(frozenset({"office", "other_office", "administrator"}), "GET"),
    "desk:duty": Door(frozenset({"office", "other_office", "administrator"})),
    "desk:kept-answers": Door(ANY_ANSWERING | ADMINISTRATOR, "GET"),
    "desk:new-answer": Door(ANY_ANSWERING | ADMINISTRATOR),
    "desk:kept-answer": Door(ANSWERING | ADMINISTRATOR),
    "desk:answer-state": Door(ANSWERING | ADMINISTRATOR, "POST"),
    "activities:juries": Door(ACCOUNTS, "GET"),
    "activities:jury": Door(JURORS, "GET"),
    "activities:sheet": Door(JURORS),
    "activities:jury-picture": Door(JURORS, "GET"),
    "activities:recuse": Door(JURORS, "POST"),
    "activities:hand-in": Door(JURORS, "POST"),
    "activities:enter-body": Door(ENTERING),
    "activities:kept-contests": Door(ANY_PHOTO_KEEPER, "GET"),
    "activities:new-contest": Door(ANY_PHOTO_KEEPER),
    "activities:keep-contest": Door(PHOTO_KEEPERS, "GET"),
    "activities:edit-contest": Door(PHOTO_KEEPERS),
    "activities:publish-contest": Door(PHOTO_KEEPERS, "POST"),
    "activities:call-contest-off": Door(PHOTO_KEEPERS),
    "activities:add-part": Door(PHOTO_KEEPERS, "POST"),
    "activities:remove-part": Door(PHOTO_KEEPERS, "POST"),
    "activities:exhibit": Door(PHOTO_KEEPERS),
    "activities:close-exhibition": Door(PHOTO_KEEPERS, "POST"),
    "activities:contest-jury": Door(PHOTO_KEEPERS),
    "activities:begin-anew": Door(PHOTO_KEEPERS, "POST"),
    "activities:juror-step": Door(PHOTO_KEEPERS, "POST"),
    "activities:contest-judged": Door(PHOTO_KEEPERS),
    "activities:kept-works": Door(PHOTO_KEEPERS, "GET"),
    "activities:kept-entry": Door(PHOTO_KEEPERS, "GET"),
    "activities:kept-entry-who": Door(PHOTO_KEEPERS, "POST"),
    "activities:kept-entry-step": Door(PHOTO_KEEPERS, "POST"),
    "activities:kept-entry-picture": Door(PHOTO_KEEPERS, "GET"),
    "activities:all-series": Door(ANY_PHOTO_KEEPER, "GET"),
    "activities:keep-series": Door(PHOTO_KEEPERS),
    "activities:keep": Door(PHOTO_KEEPERS, "GET"),
    "activities:edit": Door(PHOTO_KEEPERS),
    "activities:publish": Door(PHOTO_KEEPERS, "POST"),
    "activities:call-off": Door(PHOTO_KEEPERS),
    "activities:door": Door(PHOTO_KEEPERS, "GET"),
    "activities:door-find": Door(PHOTO_KEEPERS, "POST"),
    "activities:walk-ins": Door(PHOTO_KEEPERS, "POST"),
    "activities:check-in": Door(PHOTO_KEEPERS, "POST"),
    "activities:report": Door(PHOTO_KEEPERS),
    "activities:heads": Door(PHOTO_KEEPERS, "POST"),
    "activities:add-photo": Door(PHOTO_KEEPERS, "POST"),
    "activities:drop-photo": Door(PHOTO_KEEPERS, "POST"),
    "activities:publish-report": Door(PHOTO_KEEPERS, "POST"),
    "activities:work": Door(ANY_PHOTO_KEEPER, "GET"),
    "activities:class-work": Door(ANY_PHOTO_KEEPER, "GET"),
    "activities:new-class": Door(ANY_PHOTO_KEEPER),
    "activities:keep-class": Door(PHOTO_KEEPERS, "GET"),
    "activities:edit-class": Door(PHOTO_KEEPERS),
    "activities:publish-class": Door(PHOTO_KEEPERS, "POST"),
    "activities:call-off-class": Door(PHOTO_KEEPERS),
    "activities:finish-class": Door(PHOTO_KEEPERS, "POST"),
    "activities:new-session": Door(PHOTO_KEEPERS),
    "activities:move-session": Door(PHOTO_KEEPERS),
    "activities:call-off-session": Door(PHOTO_KEEPERS),
    "activities:register": Door(PHOTO_KEEPERS),
    "activities:count-session": Door(PHOTO_KEEPERS, "POST"),
    "activities:new": Door(ANY_PHOTO_KEEPER),
    "activities:coverage": Door(ANY_KEEPER, "GET"),
    "activities:campaigns": Door(ANY_KEEPER, "GET"),
    "activities:new-campaign": Door(ANY_KEEPER),
    "activities:keep-campaign": Door(KEEPERS),
    "activities:publish-campaign": Door(KEEPERS, "POST"),
    "activities:keep-teams": Door(ANY_PHOTO_KEEPER, "GET"),
    "activities:new-team": Door(ANY_PHOTO_KEEPER),
    "activities:keep-team": Door(PHOTO_KEEPERS, "GET"),
    "activities:edit-team": Door(PHOTO_KEEPERS),
    "activities:show-team": Door(PHOTO_KEEPERS, "POST"),
    "activities:new-shift": Door(PHOTO_KEEPERS),
    "activities:keep-shift": Door(PHOTO_KEEPERS, "GET"),
    "activities:edit-shift": Door(PHOTO_KEEPERS),
    "activities:call-off-shift": Door(PHOTO_KEEPERS),
    "activities:restrict": Door(PHOTO_KEEPERS),
    "activities:unrestrict": Door(PHOTO_KEEPERS, "POST"),
    "activities:team-figures": Door(ANY_PHOTO_KEEPER, "GET"),
    "activities:shift-hours": Door(PHOTO_KEEPERS),
    "activities:correct-hours": Door(PHOTO_KEEPERS, "POST"),
    "activities:thank": Door(PHOTO_KEEPERS, "POST"),
    "activities:shift-door": Door(PHOTO_KEEPERS, "GET"),
    "activities:shift-find": Door(PHOTO_KEEPERS, "POST"),
    "activities:shift-walk-ins": Door(PHOTO_KEEPERS, "POST"),
    "activities:shift-check-in": Door(PHOTO_KEEPERS, "POST"),
    "activities:kinds": Door(KIND_KEEPERS, "GET"),
    "activities:new-kind": Door(KIND_KEEPERS),
    "activities:keep-kind": Door(KIND_KEEPERS),
    "activities:new-channel": Door(KIND_KEEPERS),
    "activities:keep-channel": Door(KIND_KEEPERS),
    "activities:titles": public(),
    "activities:title-programme": public(),
    "activities:title-body": public(),
    "activities:title-work": Door(ANY_PHOTO_KEEPER | EMPLOYERS, "GET"),
    "activities:new-programme": Door(ANY_KEEPER),
    "activities:programme": Door(KEEPERS, "GET"),
    "activities:edit-programme": Door(KEEPERS),
    "activities:publish-programme": Door(KEEPERS, "POST"),
    "activities:new-edition": Door(KEEPERS, "POST"),
    "activities:propose": Door(KEEPERS),
    "activities:compare": Door(KEEPERS, "GET"),
    "activities:edition": Door(KEEPERS, "GET"),
    "activities:publish-edition": Door(KEEPERS, "POST"),
    "activities:new-criterion": Door(KEEPERS),
    "activities:keep-criterion": Door(KEEPERS),
    "activities:drop-criterion": Door(KEEPERS, "POST"),
    "activities:candidacy": Door(PHOTO_KEEPERS, "GET"),
    "activities:take-proposal-back": Door(KEEPERS, "POST"),
    "activities:look-again": Door(KEEPERS, "POST"),
    "activities:support": Door(KEEPERS),
    "activities:promise": Door(KEEPERS),
    "activities:take-promise-back": Door(KEEPERS, "POST"),
    "activities:assess": Door(PHOTO_KEEPERS),
    "activities:return-assessment": Door(KEEPERS, "POST"),
    "activities:plan-visit": Door(KEEPERS),
    "activities:rule": Door(KEEPERS),
    "activities:visit": Door(PHOTO_KEEPERS, "GET"),
    "activities:call-off-visit": Door(KEEPERS, "POST"),
    "activities:add-shot": Door(PHOTO_KEEPERS, "POST"),
    "activities:finding": Door(PHOTO_KEEPERS),
    "activities:shot": Door(PHOTO_KEEPERS, "GET"),
    "activities:keep-shot": Door(KEEPERS, "POST"),
    "activities:mend": Door(PHOTO_KEEPERS),
    "activities:settle-finding": Door(KEEPERS, "POST"),
    "activities:ruling": Door(PHOTO_KEEPERS),
    "activities:ask-second": Door(KEEPERS, "POST"),
    "activities:drop-ruling": Door(KEEPERS, "POST"),
    "plans:policies": public(),
    "plans:policy": public(),
    "plans:kept-policies": Door(ANY_KEEPER, "GET"),
    "plans:new-policy": Door(ANY_KEEPER),
    "plans:kept-policy": Door(KEEPERS),
    "plans:kept-clauses": Door(KEEPERS),
    "plans:policy-state": Door(KEEPERS, "POST"),
    "plans:supersede-policy": Door(KEEPERS, "POST"),
    "plans:drop-supersession": Door(KEEPERS, "POST"),
}
SENT = {"fairs:door-check-in": "booking", "fairs:door-undo": "booking"}


@pytest.fixture(autouse=True)
def short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse without the page that says so: it is drawn in other tests, and here some ten thousand times."""
    monkeypatch.setattr(problems, "_page", lambda _request, number, *_words: HttpResponse(status=number))


def is_api(route: str) -> bool:
    """Whether it is an address of the API: tests/architecture/test_api_doors.py tries those."""
    return route.startswith("api:") or route == "api-nothing"


def address(side: Side, route: str) -> str:
    """The address of a route, with the things of one side of the world in it."""
    names = routes()[route].pattern.regex.groupindex
    known = side.values(route.rpartition(":")[2])
    return reverse(route, kwargs={name: known[name] for name in names})


def contents() -> str:
    """A hash of every row of every table but sessions and counts of failures, and but for what the journal keeps of who
    read what."""
    seen = hashlib.sha256()
    with connection.cursor() as cursor:  # as it is stored: whatever is sealed stays sealed, which is much quicker
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
            if model not in (Session, Counted) and model._meta.app_label != "axes":
                but, values = (" WHERE what <> %s", [READ]) if model is Entry else ("", [])
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}{but}", values)
                seen.update(repr(sorted(map(repr, cursor.fetchall()))).encode())
    return seen.hexdigest()


def ask(client: Client, method: str, where: str, side: Side, route: str) -> tuple[int, str]:
    """The status and where it leads; the routes that name their thing in the form are told it. All roles come from one
    network here: that is not what is asked."""
    paced.forget()
    sent = {SENT[route]: str(side.booking.public_id)} if route in SENT and method == "POST" else {}
    answer = client.get(where) if method == "GET" else client.post(where, sent)
    return answer.status_code, answer.headers.get("Location", "")


def is_refused(role: str, status: int, leads: str) -> bool:
    """Whether somebody was kept out; those who are not signed in are sent to do so."""
    return status in (403, 404, 405) or (role in SIGNED_OUT and leads.startswith("/sign-in"))


def test_every_address_has_a_row_and_every_row_an_address():
    assert {route for route in routes() if not is_api(route)} == set(DOORS)


def try_door(world: World, side: Side, route: str, who: frozenset[str]) -> None:
    """Try the door of one side's thing as every role and by both methods: `who` get in, and nobody else."""
    door, where = DOORS[route], address(side, route)
    shut = sorted(ALL - who)
    for method in ("GET", "POST"):
        before = contents() if method == "GET" or shut else ""
        for role in shut:
            status, leads = ask(world.clients[role], method, where, side, route)
            assert is_refused(role, status, leads), (role, method, status, leads)
        if method == "POST" and shut:
            assert contents() == before, "somebody who was refused has changed something"
        for role in sorted(SOME_OF_ALL if who == ALL else who):
            status, leads = ask(world.clients[role], method, where, side, route)
            if method in door.methods:
                assert status in ((400, 403) if door.signed else (200, 302, 409, 410, 422)), (role, method, status)
                assert not leads.startswith("/sign-in"), (role, method, leads)
            else:
                assert status == 405, (role, method, status)
            if route == "account_logout":
                break
        if method == "GET":
            assert contents() == before, "reading the page has changed something"


@pytest.mark.parametrize("route", DOORS)
def test_only_those_get_in_who_may(world, route):
    try_door(world, world, route, DOORS[route].who)


def has_a_side(route: str) -> bool:
    """Whether the address names a thing that belongs to somebody, and not everybody gets in."""
    return DOORS[route].who not in (ALL, ADMINISTRATOR) and bool(routes()[route].pattern.regex.groupindex)


@pytest.mark.parametrize("route", [*filter(has_a_side, DOORS)])
def test_only_those_get_in_to_what_is_others_whose_it_is(world, route):
    mirrored = frozenset(MIRROR.get(role, role) for role in DOORS[route].who)
    try_door(world, world.there, route, mirrored)


OF_ONE_FAIR = ("post_id", "post", "stand", "batch", "condition", "booking")


def names_two(route: str) -> bool:
    """Whether the address names a fair and a thing that belongs to it."""
    names = routes()[route].pattern.regex.groupindex
    return "slug" in names and any(name in names for name in OF_ONE_FAIR)


@pytest.mark.parametrize("route", [*filter(names_two, DOORS)])
def test_nobody_reaches_a_thing_through_a_fair_that_it_does_not_belong_to(world, route):
    name = route.rpartition(":")[2]
    mixed = world.values(name) | {key: world.there.values(name)[key] for key in OF_ONE_FAIR}
    where = reverse(route, kwargs={key: mixed[key] for key in routes()[route].pattern.regex.groupindex})
    before = contents()
    for role in sorted(ROLES, key="door_link".__eq__):
        if role == "door_link":  # its use is noted, though it finds nothing
            assert contents() == before
        for method in ("GET", "POST"):
            status, leads = ask(world.clients[role], method, where, world.there, route)
            assert is_refused(role, status, leads), (role, method, status, leads)


def test_link_of_a_booking_that_names_another_booking_opens_nothing(world):
    mine, theirs = tickets.manage_token(world.booking), tickets.manage_token(world.there.booking)
    waits = tickets.waiting_token(world.waiting)
    forged = [
        *(_crossed(one, other) for one in (mine, waits) for other in (theirs, waits) if one != other),
        mine[:-1] + ("A" if mine[-1] != "A" else "B"),
    ]
    for token in forged:
        for route in (name for name in DOORS if "token" in routes()[name].pattern.regex.groupindex):
            for method in ("GET", "POST"):
                known = world.values(route.rpartition(":")[2]) | {"token": token}
                names = routes()[route].pattern.regex.groupindex
                where = reverse(route, kwargs={name: known[name] for name in names})
                status, _leads = ask(world.clients["resident"], method, where, world, route)
                assert status in (404, 405), (route, method, token)


def _crossed(one: str, other: str) -> str:
    """The name that is in `other` with the proof of `one`: links are a name and its signature."""
    (name, mark), proof = re.split(r"([.:])(?!.*[.:])", other)[:2], re.split(r"[.:](?!.*[.:])", one)[-1]
    return name + mark + proof


def test_forged_forms_are_refused_everywhere(world):
    before = contents()
    for route, door in DOORS.items():
        if "POST" not in door.methods or route == "base:language":
            continue  # a forged choice of language is harmless and undone by one click
        if door.signed:
            continue  # what is sent must hold a signed pass, which no other site has
        where = address(world, route)
        for role in sorted(door.who):
            client = Client(enforce_csrf_checks=True)
            client.cookies.update(world.clients[role].cookies)
            assert client.post(where).status_code == 403, (route, role)
    assert contents() == before


def test_no_cache_keeps_pages_of_persons_or_of_work_and_one_page_alone_can_be_framed(world):
    for route, door in DOORS.items():
        if "GET" not in door.methods:
            continue
        for role in sorted(door.who)[:4]:
            answer = world.clients[role].get(address(world, route))
            if door.personal:
                assert "no-store" in answer.headers.get("Cache-Control", ""), (route, role)
                assert answer.headers["Referrer-Policy"] == "same-origin"
            framed = "frame-ancestors *" in answer.headers.get("Content-Security-Policy", "")
            assert framed == (route == "fairs:embedded"), (route, role)
            assert ("X-Frame-Options" not in answer.headers) == framed, (route, role)


def test_without_a_second_factor_nobody_works_for_the_city(world, settings):
    settings.SECOND_FACTORS = True
    before = contents()
    for route, door in DOORS.items():
        if not door.personal or door.who == ALL or route.partition("_")[0] in ("account", "mfa"):
            continue
        if route == "directory:end-sessions":
            continue  # who has none yet can end what somebody else began
        for role in sorted(door.who & WORKING):
            for method in door.methods.split():
                _status, leads = ask(world.clients[role], method, address(world, route), world, route)
                assert leads == "/account/second/", (route, role, method)
    assert contents() == before


def test_demo_has_no_address_in_a_real_city(world):
    for route in routes("duikou.demo.urls"):
        for role in ROLES:
            assert world.clients[role].get(f"/demo/{route}").status_code == 404
            assert world.clients[role].post(f"/demo/{route}", {"role": "administrator"}).status_code == 404


def test_sign_in_leads_to_this_site_only(world):
    for away in ("//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "/sign-in"):
        answers = [world.clients[role].get("/sign-in", {"next": away}) for role in ("visitor", "office")]
        answers.append(world.clients["visitor"].post("/language", {"language": "en", "next": away}))
        for answer in answers:
            assert answer.status_code in (200, 302)
            assert not set(re.findall("evil|javascript", answer.headers.get("Location", "")))
