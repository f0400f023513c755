"""Every component in every state, as the lines of a template that make it: what is shown is what is run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.template import engines
from django.utils.safestring import SafeString

from samtykke.core.templatetags.look import STATUSES

if TYPE_CHECKING:
    from django.http import HttpRequest


class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="Name", initial="Åse Tenkt-Sørensen")
    email = forms.EmailField(label="E-mail", initial="ase@havbris")
    company = forms.CharField(label="Company", required=False, help_text="Leave empty for a private person.")
    number = forms.CharField(label="Organisation number", initial="000 000 000", disabled=True)
    category = forms.ChoiceField(label="Category", choices=[("c", "Customer"), ("p", "Prospect")])
    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), initial="She asked us by phone.")
    box = forms.BooleanField(label="Unticked", required=False, help_text="The only way a consent box may start.")
    ticked = forms.BooleanField(label="Ticked", required=False, initial=True)
    way = forms.ChoiceField(
        label="When we already know the person",
        choices=[("fill", "Fill empty fields"), ("skip", "Skip the row")],
        widget=forms.RadioSelect,
        initial="fill",
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """Some lines of a template, and what they make."""

    source: str
    made: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """A component with its states."""

    slug: str
    title: str
    about: str
    samples: list[Sample]


STATUS_LINES = "\n".join(f'{{% status "{name}" %}} {{% status "{name}" css="chip" %}}' for name in STATUSES)
ICONS = [
    "search",
    "home",
    "people",
    "person",
    "company",
    "import",
    "export",
    "rights",
    "may",
    "eye",
    "settings",
    "plus",
    "x",
    "check",
    "down",
    "right",
    "left",
    "more",
    "edit",
    "trash",
    "undo",
    "lock",
    "menu",
    "info",
    "warn",
    "key",
    "up",
    "drag",
    "send",
    "mail",
    "phone",
    "print",
]

BUTTONS = """<button type="button" class="button primary">Save changes</button>
<button type="button" class="button">{% icon "import" %}Import</button>
<button type="button" class="button quiet">Cancel</button>
<button type="button" class="button danger">{% icon "trash" %}Delete…</button>
<button type="button" class="button danger primary">Erase 12 people</button>
<button type="button" class="button small">Small</button>
<button type="button" class="button icon-only" aria-label="More">{% icon "more" %}</button>
<button type="button" class="button primary" aria-busy="true">Save changes</button>
<button type="button" class="button" aria-busy="true">{% icon "import" %}Import</button>
<button type="button" class="button" disabled>Disabled</button>"""

FILTERS = """<span class="filter set">Company <b>Havbris</b><a class="x" href="#filters" aria-label="Remove the filter Company">{% icon "x" %}</a></span>
<span class="filter pick">{% icon "plus" %}<label for="sample-pick">Category</label><select id="sample-pick"><option value="">–</option><option value="c">Customer</option></select></span>
<label class="filter tick">{% icon "plus" %}<input type="checkbox">Not yet told{% icon "x" %}</label>"""

TABS = """<nav class="tabs" aria-label="Sample card"><a href="#tabs" aria-current="page">Privacy</a><a href="#tabs">Details</a><a href="#tabs">Timeline <span class="count">18</span></a></nav>"""

TABLE = """<div class="table-wrap" tabindex="0" role="group" aria-label="Sample table"><table class="table">
  <thead><tr>{% include "components/sort_head.html" with by="name" sort="name" name="Name" %}<th scope="col">Status</th><th scope="col" class="n">Number</th></tr></thead>
  <tbody><tr><td><a class="line-name" href="#table">Kari Nordfiktiv</a></td><td>{% status "given" %}</td><td class="n">1,204</td></tr></tbody>
</table></div>"""

TIMELINE = """<ol class="timeline">
  <li data-tone="no"><span class="mark">{% glyph "withdrawn" %}</span><div class="what"><p><strong>Withdrew</strong> with one click</p><p class="small soft">By Åse · link in e-mail</p></div><div class="when">3 Nov 2026 21:14</div></li>
  <li data-tone="yes"><span class="mark">{% glyph "given" %}</span><div class="what"><p><strong>Gave consent</strong> and confirmed by e-mail</p><p class="small soft">Web form · wording 3, bokmål</p></div><div class="when">2 Jun 2025 10:41<br>learnt 3 Jun 2025 08:00</div></li>
</ol>"""

BANNERS = """<div class="banner" data-tone="info">{% icon "info" %}<div><p>The import is done. 9,712 people came in.</p></div><div class="actions"><a class="button small" href="#banner">See the report</a></div></div>
<div class="banner" data-tone="yes">{% glyph "done" %}<div><p>Mailings now leave out everyone without permission.</p></div></div>
<div class="banner" data-tone="wait">{% glyph "missing" %}<div><p><strong>Siri changed this purpose while you were writing.</strong></p><p>Nothing of yours is lost.</p></div></div>
<div class="banner" data-tone="no">{% icon "warn" %}<div><p><strong>The mail server does not answer.</strong> 412 mails wait.</p></div></div>"""

DIALOG = """<button type="button" class="button" data-opens="sample-dialog">Open it</button>
<dialog class="dialog" id="sample-dialog" aria-labelledby="sample-dialog-h">
  <header><h3 id="sample-dialog-h">Erase 12 people for good?</h3></header>
  <div class="body"><p class="soft">Names, addresses and history are removed and cannot be brought back.</p></div>
  <footer><button type="button" class="button" data-closes="sample-dialog" autofocus>Keep them</button><button type="button" class="button danger primary">Erase 12 people</button></footer>
</dialog>"""

MENU = """<details class="menu" data-floats><summary class="button icon-only" aria-label="More for the sample">{% icon "more" %}</summary>
  <ul><li><a href="#menu">{% icon "edit" %}Change category</a></li><li><a href="#menu">{% icon "trash" %}Move to the recycle bin</a></li></ul></details>"""

FIELDS = """<div class="pair">{% field form.name %}{% field form.email %}</div>
<div class="pair">{% field form.company %}{% field form.number %}</div>
<div class="pair">{% field form.category %}{% field form.why %}</div>"""

GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("status", "Consent status", "Shape, word, colour: any one alone is enough", (STATUS_LINES,)),
    ("button", "Buttons", "One primary on a page; a busy one keeps its width", (BUTTONS,)),
    ("field", "Fields", "Label above, help below, error in words", (FIELDS,)),
    ("choice", "Checkbox and radio", "A consent box never starts ticked", ("{% field form.box %}{% field form.ticked %}", "{% field form.way %}")),
    ("filters", "Filters", "Dashed when offered, solid when set; the address carries them", (FILTERS,)),
    ("tabs", "Tabs, breadcrumbs, steps", "Links with an address each", (TABS, '{% include "components/crumbs.html" with address="#tabs" name="Settings" address2="#tabs" name2="Purposes" %}', '{% include "components/steps.html" %}')),
    ("badge", "Badge, basis, count, key", "A badge is a word about a thing", ('<span class="badge">Neutral</span>\n<span class="badge" data-tone="info">In progress</span>\n<span class="badge" data-tone="yes">{% icon "check" %}9 of 11 found</span>\n<span class="badge" data-tone="no">Due today</span>', '<span class="basis"><b>61F</b><span>Legitimate interest</span></span> <span class="count">18</span> <kbd>Ctrl K</kbd>')),
    ("table", "Table", "Names are links; the row is not", (TABLE,)),
    ("card", "Figures and facts", "Never a card in a card", ('<div class="figures"><div><b>6,214</b><span>new people</span></div><div data-tone="wait"><b>246</b><span>possible duplicates</span></div><div data-tone="no"><b>42</b><span>refused</span></div></div>', '<dl class="facts"><dt>E-mail</dt><dd>ase@havbris.example</dd><dt>Language</dt><dd>Bokmål</dd></dl>')),
    ("banner", "Banners", "Stay until no longer true", (BANNERS,)),
    ("toast", "Toast", "What happened, and Undo; ten seconds, longer under the pointer", ('<div class="toast"><span>Kari Nordfiktiv is in the recycle bin for 14 days</span><button type="button">Undo</button></div>',)),
    ("dialog", "Dialog and menu", "For what cannot be undone, or needs a reason", (DIALOG, MENU)),
    ("timeline", "Timeline", "By when it happened, newest first", (TIMELINE,)),
    ("progress", "Progress and charts", "Made by the server, widths as attributes", ('{% bar parts "60 % may, 20 % said no, 20 % the rest" %}', '{% bar work "640,000 of 1,000,000 rows" "busy" %}', '{% chart bases "People by legal basis" %}')),
    ("empty", "Empty", "What will be here, and how to begin", ('{% include "components/empty.html" with title="No imports yet" text="You see what a file would do before anything is written." action="#empty" action_word="Import a file" %}',)),
    ("loading", "Loading", "Nothing for 150 ms; after 500 ms the shape of what comes", ('{% include "components/skeleton.html" %}',)),
    ("icons", "Icons", "16 px grid, 1.5 px line", ("\n".join(f'{{% icon "{name}" %}}' for name in ICONS),)),
)  # fmt: skip


def groups(request: HttpRequest) -> list[Group]:
    """All of them, made anew."""
    form = SampleForm()
    wrong = SampleForm({"name": "Åse", "email": "ase@havbris", "category": "c", "why": "x", "way": "fill"})
    wrong.errors["email"] = wrong.error_class(["Write the whole address, like name@company.example."])
    context = {
        "form": _Mixed(form, wrong, {"email"}),
        "parts": [("yes", 60), ("no", 20), ("rest", 20)],
        "work": [("info", 640_000), ("track", 360_000)],
        "bases": [("Legitimate interest", 1204), ("Contract", 492), ("Consent", 231)],
        "steps": [
            {"name": "File", "is_done": True},
            {"name": "Columns", "is_done": False, "is_current": True},
            {"name": "Report"},
        ],
    }
    return [
        Group(slug, title, about, [Sample(source, _made(source, context, request)) for source in sources])
        for slug, title, about, sources in GROUPS
    ]


class _Mixed:
    """The fields of one form, and some of another that was refused."""

    def __init__(self, form: forms.Form, wrong: forms.Form, names: set[str]) -> None:
        self.form, self.wrong, self.names = form, wrong, names

    def __getitem__(self, name: str) -> Any:
        return (self.wrong if name in self.names else self.form)[name]


def _made(source: str, context: dict[str, Any], request: HttpRequest) -> SafeString:
    template = engines["django"].from_string("{% load i18n look words %}" + source)
    return SafeString(template.render(dict(context), request))
