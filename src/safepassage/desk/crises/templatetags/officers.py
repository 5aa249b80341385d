"""`{% officers_at_screen as names %}`: who may be switched to at a shared screen."""

from django import template
from django.template import Context

from safepassage.desk.crises import sign_in

register = template.Library()


@register.simple_tag(takes_context=True)
def officers_at_screen(context: Context) -> list[str]:
    """Usernames, the latest first."""
    return sign_in.officers_at_screen(context["request"])
