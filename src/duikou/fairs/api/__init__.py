"""The fairs' part of the API: fairs, their zones and posts. For everybody."""

from duikou.fairs.api.fairs import router

ROUTERS = (("fairs", router),)
