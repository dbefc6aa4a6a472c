"""Templates: compiled once a process, and each in the language of its reader."""

from jinja2 import Environment

from dashboard.i18n.language import languages
from dashboard.web.templates import Templates


def test_what_one_language_has_compiled_no_other_compiles_again(directory, monkeypatch):
    compiled, compile_ = [], Environment.compile

    def noted(environment, source, name=None, *more):
        compiled.append(name)
        return compile_(environment, source, name, *more)

    monkeypatch.setattr(Environment, "compile", noted)
    made = [Templates(words) for words in languages(directory.campaign.zone).values()]

    shown = [one._environment.get_template("layout.html") for one in made]

    assert shown[0] is not shown[1]
    assert len(compiled) <= 1
