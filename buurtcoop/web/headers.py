"""The headers of every answer: a strict policy from day one."""

from flask import Flask, Response, request

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
A_YEAR = "max-age=31536000"


def hang(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer of this app, errors included.

    A view may set a policy of its own, when it shows something that is not a page of ours.
    """

    @app.after_request
    def guard_page(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if secure:
            headers["Strict-Transport-Security"] = f"{A_YEAR}; includeSubDomains"
        if request.endpoint == "static" and response.status_code < 400:
            headers["Cache-Control"] = f"public, {A_YEAR}, immutable"
        else:
            headers.setdefault("Cache-Control", "no-store")
        return response
