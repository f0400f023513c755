"""The few drawn parts of the interface: icons, statuses, fields, bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms, template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext_lazy

from samtykke.core.tabs import tabs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField
    from django.utils.safestring import SafeString

register = template.Library()

# Status → tone and word. The shape is the symbol of the same name: circle = consent, square = another basis,
# octagon = the person's own no, outline = over, dashed = not known.
STATUSES = {
    "given": ("yes", pgettext_lazy("status", "Given")),
    "in_force": ("yes", pgettext_lazy("status", "In force")),
    "requested": ("wait", pgettext_lazy("status", "Asked")),
    "pending_confirmation": ("wait", pgettext_lazy("status", "Awaiting confirmation")),
    "refused": ("no", pgettext_lazy("status", "Refused")),
    "withdrawn": ("no", pgettext_lazy("status", "Withdrawn")),
    "objected": ("no", pgettext_lazy("status", "Objected")),
    "expired": ("off", pgettext_lazy("status", "Expired")),
    "invalidated": ("off", pgettext_lazy("status", "Not valid")),
    "superseded": ("off", pgettext_lazy("status", "Replaced")),
    "ended": ("off", pgettext_lazy("status", "Ended")),
    "unknown": ("off", pgettext_lazy("status", "Not known")),
}


def drawing(name: str, css: str) -> SafeString:
    """One symbol of the sprite, silent to a screen reader: the word beside it carries the meaning."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("icons.svg"), name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A 16 px icon."""
    return drawing(f"i-{name}", "icon")


@register.simple_tag
def glyph(name: str) -> SafeString:
    """The shape of a status, without its word."""
    return drawing(f"g-{name}", "glyph")


@register.filter
def tone(status: str) -> str:
    """What a status means for use: yes, wait, no or off."""
    return STATUSES.get(status, STATUSES["unknown"])[0]


@register.filter
def status_word(status: str) -> str:
    """The word for a status in the reader's language."""
    return str(STATUSES.get(status, STATUSES["unknown"])[1])


@register.simple_tag
def status(name: str, word: str = "", css: str = "") -> SafeString:
    """Shape, word and colour of a status; `word` may be more specific as long as the shape stays."""
    tone_of, default = STATUSES.get(name, STATUSES["unknown"])
    shown = name if name in STATUSES else "unknown"
    classes = f"status {css}".strip()
    return format_html('<span class="{}" data-tone="{}">{}{}</span>', classes, tone_of, glyph(shown), word or default)


@register.filter
def initials(name: str) -> str:
    """Up to two capital letters for the round mark beside a name."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, help_text: str = "", plain: bool = False, in_columns: bool = False, **attrs: Any
) -> dict[str, Any]:
    """A form field with its label, help and errors; an underscore in an attribute's name stands for a hyphen.

    `plain`: not marked as optional, where one of several is enough. `in_columns`: choices that are many and short, as names.
    """
    widget = bound.field.widget
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    attrs["class"] = _css_of(widget)
    if bound.use_fieldset:  # each choice is drawn by itself, and asks the widget
        widget.attrs["class"] = attrs["class"]
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "help_text": help_text or bound.help_text,
        "is_box": isinstance(widget, forms.CheckboxInput),
        "is_group": bound.use_fieldset,
        "in_columns": in_columns,
        "optional": not plain
        and not bound.field.required
        and not isinstance(widget, forms.CheckboxInput | forms.Select),
    }


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """A form field without its label, which stands elsewhere."""
    return bound.as_widget(attrs={"class": _css_of(bound.field.widget)})


def _css_of(widget: forms.Widget) -> str:
    match widget:
        case forms.CheckboxInput() | forms.CheckboxSelectMultiple():
            return "box"
        case forms.RadioSelect():
            return "dot"
        case forms.Select():
            return "select"
        case forms.Textarea():
            return "textarea"
        case _:
            return "input"


@register.simple_tag
def bar(parts: Iterable[tuple[str, int]], label: str, css: str = "") -> SafeString:
    """Parts of a whole as one bar: (tone, how many) from the left. The width is an attribute, as the policy on styles wants."""
    kept = [(name, count) for name, count in parts if count > 0]
    whole = sum(count for _, count in kept) or 1
    drawn, at = [], 0.0
    for name, count in kept:
        width = 1000 * count / whole
        drawn.append((name, f"{at:.1f}", f"{max(width - 2, 1):.1f}"))
        at += width
    rects = format_html_join("", '<rect data-tone="{0}" class="{0}" x="{1}" width="{2}" height="1"/>', drawn)
    return format_html(
        '<svg class="{}" viewBox="0 0 1000 1" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        f"progress tall {css}".strip(), label, rects,
    )  # fmt: skip


@register.inclusion_tag("components/chart.html")
def chart(rows: Iterable[tuple[str, int]], heading: str) -> dict[str, Any]:
    """Lengths side by side, one neutral colour, each with its name and figure; `heading` says what is counted.
    However little shows, nothing does not.
    """
    told = list(rows)
    longest = max((count for _name, count in told), default=0) or 1
    lines = [(name, count, f"{max(1000 * count / longest, 4 if count else 0):.1f}") for name, count in told]
    return {"heading": heading, "lines": lines}


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This page's address with some of its query changed; an empty value takes the name away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/tabs.html", takes_context=True)
def card_tabs(context: template.Context, card: str, pk: int, current: str, can_change: bool = True) -> dict[str, Any]:
    """The tabs of one card that the reader's rights open; those that change it are absent where it may not be changed.
    One tab alone is no choice, and not shown.
    """
    rights = context.get("rights") or ()
    shown = [
        {"name": tab.name, "address": reverse(tab.url_name, args=[pk]), "is_current": tab.key == current}
        for tab in tabs_of(card)
        if (not tab.rights or any(right in rights for right in tab.rights)) and (can_change or not tab.changes)
    ]
    return {"tabs": shown if len(shown) > 1 else []}
