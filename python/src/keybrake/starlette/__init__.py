"""Starlette, and every other ASGI application: keys that end with the request they were issued in.

    app = Starlette(routes=…, middleware=[Middleware(KeybrakeMiddleware)])

    async def charge(request: Request) -> Response:
        key = await request.state.keybrake.issue(vendor="stripe", …)

Needs the extra `starlette` (`pip install './python[starlette]'` in a clone).
"""

from keybrake.starlette._middleware import KeybrakeMiddleware, RequestKeys

__all__ = ["KeybrakeMiddleware", "RequestKeys"]
