"""The realm's addresses, as Keycloak has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from documine_nb.server.identity.http import RealmRoute, answer, read_form, read_query
from documine_nb.server.identity.metadata import metadata
from documine_nb.server.identity.records import InvalidTokenError, OAuthError
from documine_nb.server.identity.tokens import profile

if TYPE_CHECKING:
    from documine_nb.server.identity.identity import Identity

__all__ = ["build_router", "build_sign"]

Form = Annotated[dict[str, str], Depends(read_form)]
_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_PROTOCOL = "/realms/{workspace}/protocol/openid-connect"
_ENDPOINTS = ("auth", "auth/device", "token", "revoke", "certs", "userinfo", "logout")


def build_router(identity: Identity) -> APIRouter:
    """Return the routes: plain functions, so that their waiting stays off the event loop."""

    def realm(workspace: str) -> str:
        if not identity.directory.has_workspace(workspace):
            raise OAuthError(404, "Realm does not exist")
        return workspace

    router = APIRouter(
        route_class=RealmRoute, include_in_schema=False, dependencies=[Depends(realm)]
    )
    _add_machine_routes(router, identity)
    _add_browser_routes(router, identity)
    _add_refusals(router)
    return router


def build_sign(issuer: str) -> APIRouter:
    """Return a router that only says where else people sign in."""
    router = APIRouter(include_in_schema=False)

    def elsewhere() -> Response:
        return answer({"error": f"Nobody signs in here: the login server is {issuer}"}, 404)

    router.add_api_route("/{rest:path}", elsewhere, methods=_ANY)
    return router


def _add_machine_routes(router: APIRouter, identity: Identity) -> None:
    @router.get("/realms/{workspace}/.well-known/openid-configuration")
    def configuration(workspace: str) -> Response:
        return JSONResponse(metadata(identity.tokens.issuer(workspace)))

    @router.get(f"{_PROTOCOL}/certs")
    def certs(workspace: str) -> Response:
        return JSONResponse(identity.keys.jwks(workspace))

    @router.post(f"{_PROTOCOL}/token")
    def token(workspace: str, request: Request, form: Form) -> Response:
        authorization = request.headers.get("authorization")
        return answer(identity.grants.token(workspace, form, authorization))

    @router.post(f"{_PROTOCOL}/auth/device")
    def device(workspace: str, request: Request, form: Form) -> Response:
        authorization = request.headers.get("authorization")
        return answer(identity.grants.device(workspace, form, authorization))

    @router.post(f"{_PROTOCOL}/revoke")
    def revoke(workspace: str, request: Request, form: Form) -> Response:
        body = identity.grants.revoke(workspace, form, request.headers.get("authorization"))
        return Response(status_code=200) if body is None else answer(body)

    @router.get(f"{_PROTOCOL}/userinfo")
    @router.post(f"{_PROTOCOL}/userinfo")
    def userinfo(workspace: str, request: Request) -> Response:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        challenge = f'Bearer realm="{workspace}"'
        if scheme.lower() != "bearer" or not bearer:
            return PlainTextResponse("", 401, {"WWW-Authenticate": challenge})
        try:
            claims = identity.check(bearer.strip(), workspace=workspace)
        except InvalidTokenError as error:
            ended = error.reason == "ended"
            reason = "user_session_not_found" if ended else "Token verification failed"
            challenge += f', error="invalid_token", error_description="{reason}"'
            return PlainTextResponse("", 401, {"WWW-Authenticate": challenge})
        if "openid" not in claims["scope"].split():
            challenge += ', error="insufficient_scope", error_description="Missing openid scope"'
            return PlainTextResponse("", 403, {"WWW-Authenticate": challenge})
        user = identity.directory.user(claims["sub"])
        return answer({"sub": claims["sub"]} | ({} if user is None else profile(user)))


def _add_browser_routes(router: APIRouter, identity: Identity) -> None:
    @router.get(f"{_PROTOCOL}/auth")
    def authorize(workspace: str, request: Request) -> Response:
        return identity.browser.authorize(workspace, read_query(request), request.cookies)

    @router.post(f"{_PROTOCOL}/auth")
    def authorize_by_form(workspace: str, request: Request, form: Form) -> Response:
        return identity.browser.authorize(workspace, form, request.cookies)

    @router.post("/realms/{workspace}/login-actions/authenticate")
    def authenticate(workspace: str, request: Request, form: Form) -> Response:
        tab = read_query(request).get("tab_id", "")
        return identity.browser.authenticate(workspace, tab, form, request.cookies)

    @router.get("/realms/{workspace}/device")
    @router.get(f"{_PROTOCOL}/auth/device")
    def device_page(workspace: str, request: Request) -> Response:
        user_code = read_query(request).get("user_code", "")
        return identity.device_pages.show(workspace, user_code)

    @router.post("/realms/{workspace}/login-actions/device")
    def decide(workspace: str, request: Request, form: Form) -> Response:
        tab = read_query(request).get("tab_id", "")
        return identity.device_pages.decide(workspace, tab, form, request.cookies)

    @router.get(f"{_PROTOCOL}/logout")
    def end_session(workspace: str, request: Request) -> Response:
        return identity.browser.logout(workspace, read_query(request), request.cookies)

    @router.post(f"{_PROTOCOL}/logout")
    def logout(workspace: str, request: Request, form: Form) -> Response:
        if "refresh_token" not in form:
            return identity.browser.logout(workspace, form, request.cookies)
        identity.grants.logout(workspace, form, request.headers.get("authorization"))
        return Response(status_code=204)


def _add_refusals(router: APIRouter) -> None:
    known = (
        "/realms/{workspace}/.well-known/openid-configuration",
        *(f"{_PROTOCOL}/{name}" for name in _ENDPOINTS),
        "/realms/{workspace}/device",
        "/realms/{workspace}/login-actions/authenticate",
        "/realms/{workspace}/login-actions/device",
    )

    def wrong_method() -> Response:
        return answer({"error": "HTTP 405 Method Not Allowed"}, 405)

    def not_found() -> Response:
        return answer({"error": "HTTP 404 Not Found"}, 404)

    for path in known:
        router.add_api_route(path, wrong_method, methods=_ANY)
    router.add_api_route("/realms/{workspace}", not_found, methods=_ANY)
    router.add_api_route("/realms/{workspace}/{rest:path}", not_found, methods=_ANY)
