"""People and teams for those who lead them; how a customer stands; and saying no to an offer. Rules: docs/api.md."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from bot.store.bell import DESK
from bot.usecases.customer_standing import set_standing, who_answers
from bot.usecases.people_and_teams import delete_team, people_and_teams, save_team, set_profile
from bot.usecases.routing import decline
from bot.web.app import services
from bot.web.body import json_object
from bot.web.desk import changed, known_shape
from bot.web.sign_in import SignedIn, for_agents, for_roles
from bot.web.sse import HIGHEST

desk_people = Blueprint("desk_people", url_prefix="/api/desk")
for_leads = for_roles("manager", "admin")


@desk_people.get("/people")
@for_leads
async def look(request: Request, _who: SignedIn) -> HTTPResponse:
    service = services(request)
    return json(await service.run(people_and_teams, service.store, service.rules.capacity))


@desk_people.put("/people/<user_id:int>")
@for_leads
async def profile(request: Request, who: SignedIn, user_id: int) -> HTTPResponse:
    service = services(request)
    wanted, by = json_object(request), f"user:{who.id}"
    # A number beyond the database's is nobody's.
    number = min(user_id, HIGHEST)
    found = await service.run(set_profile, service.store, service.bell, number, wanted, by, service.now())
    service.hub.changed(DESK)
    return json({"person": found})


@desk_people.post("/teams")
@for_leads
async def new_team(request: Request, who: SignedIn) -> HTTPResponse:
    return json({"team": await _save(request, who, None)}, status=201)


@desk_people.put("/teams/<team_id:int>")
@for_leads
async def change_team(request: Request, who: SignedIn, team_id: int) -> HTTPResponse:
    return json({"team": await _save(request, who, min(team_id, HIGHEST))})


async def _save(request: Request, who: SignedIn, team_id: int | None) -> object:
    service = services(request)
    wanted, by = json_object(request), f"user:{who.id}"
    return await service.run(save_team, service.store, service.bell, team_id, wanted, by, service.now())


@desk_people.delete("/teams/<team_id:int>")
@for_leads
async def drop_team(request: Request, who: SignedIn, team_id: int) -> HTTPResponse:
    service = services(request)
    number = min(team_id, HIGHEST)
    await service.run(delete_team, service.store, service.bell, number, f"user:{who.id}", service.now())
    return empty()


@desk_people.get("/routing/agents")
@for_agents
async def agents(request: Request, _who: SignedIn) -> HTTPResponse:
    """Who may be chosen as a customer's own agent."""
    service = services(request)
    return json({"agents": await service.run(who_answers, service.store)})


@desk_people.put("/conversations/<conversation_id:str>/standing")
@for_agents
async def customer_standing(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    name, wanted = known_shape(conversation_id), json_object(request)
    found = await service.run(set_standing, service.store, service.bell, name, who.id, wanted, service.now())
    changed(service, conversation_id)
    return json(found)


@desk_people.post("/conversations/<conversation_id:str>/decline")
@for_agents
async def say_no(request: Request, who: SignedIn, conversation_id: str) -> HTTPResponse:
    service = services(request)
    await service.run(decline, service.store, service.bell, known_shape(conversation_id), who.id, service.now())
    changed(service, conversation_id)
    return empty()
