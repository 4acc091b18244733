"""The fields of a form, as a person's browser sends it."""

from typing import Any

from litestar import Request

from segue.web.problems import Problem


async def fields_of(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Those that are text.

    Raises:
        Problem: 400 for a form that is not in the encoding it names, or in none there is.
    """
    try:
        form = await request.form()
    except (UnicodeError, LookupError):
        raise Problem(400, "this form is in an encoding that cannot be read") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}
