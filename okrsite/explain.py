"""Numbers and statuses → one plain sentence each, in words and figures (FORMAT §10: every number can be explained).

Built from the explanations that roll-up and status keep as data, so that pages and `okrsite show` say the same.
"""

from collections.abc import Callable
from fractions import Fraction

from okrsite.figures import Explanation, KeyResultFigures, LeftOut, StatusReason, StatusRule, Term, UnitFigures
from okrsite.formats import whole_percents
from okrsite.model import KeyResult, KeyResultType, Rollup, Status
from okrsite.words import Language

_LISTED = 6  # a sentence names so many parts; the page lists them all


def explanation(explained: Explanation, language: Language) -> str:
    """How a mean came about: "64% is the mean of 2 key results: 80% and 48%." """
    if explained.rule == Rollup.MANUAL:
        return language.gettext("%(result)s is set by hand.", result=language.percent(explained.result))
    taking_part = [term for term in explained.terms if term.left_out is None and term.progress is not None]
    if explained.result is None:
        sentence = _no_result(taking_part, language)
    elif not taking_part:
        sentence = language.gettext("%(result)s follows from its own value.", result=language.percent(explained.result))
    else:
        sentence = _mean(explained.result, taking_part, language)
    return " ".join([sentence, *_left_out_sentences(explained.terms, language)])


def unit(figures: UnitFigures, language: Language) -> tuple[str, str]:
    """How a unit's rolled-up progress and that of its own objectives came about."""
    return explanation(figures.explanation, language), explanation(figures.own_explanation, language)


def left_out(reason: LeftOut, language: Language) -> str:
    """Why something does not take part in a mean, in a word or two."""
    return language.gettext("cancelled") if reason is LeftOut.CANCELLED else language.gettext("not measured")


def key_result(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    """How a key result's progress follows from its value: "62% of the way from 0 to 10,000: it stands at 6,200." """
    sentence = _BY_TYPE[measured.type](measured, figures, language)
    if figures.raw is not None and not 0 <= figures.raw <= 1:
        counted = language.gettext("It counts as %(percent)s.", percent=language.percent(figures.progress))
        sentence = f"{sentence} {counted}"
    if measured.aggregate:
        sentence = f"{_aggregate(measured, figures, language)} {sentence}"
    return sentence


def status_reason(status: Status, reason: StatusReason, language: Language) -> str:
    """Why a status is what it is (FORMAT §11)."""
    if reason.rule is StatusRule.SET:
        return _set(reason, language)
    if reason.rule is StatusRule.SCORE:
        return _score(status, reason, language)
    if reason.rule is StatusRule.PACE:
        return _pace(reason.gap or Fraction(0), language)
    if reason.rule is StatusRule.STALE:
        return _stale(reason, language)
    if reason.rule is StatusRule.THRESHOLD:
        return _threshold(status, language)
    if reason.rule is StatusRule.REACHED:
        return language.gettext("All that was aimed for is reached.")
    if reason.rule is StatusRule.NO_VALUE_YET:
        return language.gettext("There is no value yet, and the %(cycle)s has only just begun.")
    if reason.rule is StatusRule.BASELINE:
        return language.gettext("The value that was to be found is known.")
    if reason.rule is StatusRule.WORST:
        return language.gettext("This is the most serious status among its %(key_results)s.")
    return language.gettext("Nothing in it is measured.")


# -- means --


def _no_result(taking_part: list[Term], language: Language) -> str:
    if taking_part:
        return language.gettext("Not measured, because all weights are 0.")
    return language.gettext("Not measured, because there is nothing that a mean could be taken of.")


def _mean(result: Fraction, terms: list[Term], language: Language) -> str:
    percent, what = language.percent(result), _what(terms, language)
    weighted = len({term.weight for term in terms}) > 1
    if len(terms) == 1:
        return language.gettext("%(result)s is the progress of %(what)s.", result=percent, what=what)
    if len(terms) <= _LISTED:
        values = language.list_of(_value(term, weighted, language) for term in terms)
        return language.gettext("%(result)s is the mean of %(what)s: %(values)s.", result=percent, what=what, values=values)
    if weighted:
        return language.gettext("%(result)s is the mean of %(what)s, each by its weight.", result=percent, what=what)
    return language.gettext("%(result)s is the mean of %(what)s.", result=percent, what=what)


def _value(term: Term, weighted: bool, language: Language) -> str:
    percent = language.percent(term.progress)
    if not weighted:
        return percent
    return language.gettext("%(percent)s (weight %(weight)s)", percent=percent, weight=language.number(term.weight))


def _what(terms: list[Term], language: Language) -> str:
    """2 key results and 1 unit."""
    kinds = [term.kind for term in terms]
    named = [language.counted(kind, count) for kind in ("key_result", "objective") if (count := kinds.count(kind))]
    if units := kinds.count("unit"):
        named.append(language.ngettext("%(num)s unit", "%(num)s units", units))
    return language.list_of(named)


def _left_out_sentences(terms: tuple[Term, ...], language: Language) -> list[str]:
    """Aggregates' sources have no progress of their own here and no reason; they are not left out."""
    reasons = [term.left_out for term in terms]
    unmeasured, cancelled = reasons.count(LeftOut.NOT_MEASURED), reasons.count(LeftOut.CANCELLED)
    sentences = []
    if unmeasured:
        sentences.append(language.ngettext("%(num)s is left out: not measured.", "%(num)s are left out: not measured.", unmeasured))
    if cancelled:
        sentences.append(language.ngettext("%(num)s is left out: cancelled.", "%(num)s are left out: cancelled.", cancelled))
    return sentences


# -- key results --


def _number(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    if figures.raw is None or measured.target is None:
        return language.gettext("There is no value yet, which counts as %(percent)s.", percent=language.percent(Fraction(0)))
    return language.gettext(
        "%(percent)s of the way from %(start)s to %(target)s: it stands at %(value)s.",
        percent=language.percent(figures.raw),
        start=language.number(measured.start or 0),
        target=language.amount(measured.target, measured.unit),
        value=language.value(figures.value, measured.unit),
    )


def _bound(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    if figures.raw is None:
        return language.gettext("There is no value yet, which counts as %(percent)s.", percent=language.percent(Fraction(0)))
    values = {
        "value": language.value(figures.value, measured.unit),
        "target": language.amount(measured.target, measured.unit),
        "low": language.number(measured.low or 0),
        "high": language.amount(measured.high, measured.unit),
    }
    holds = figures.raw == 1
    if measured.type is KeyResultType.AT_LEAST:
        if holds:
            return language.gettext("It holds: %(value)s is at least %(target)s.", **values)
        return language.gettext("It does not hold: %(value)s is less than %(target)s.", **values)
    if measured.type is KeyResultType.AT_MOST:
        if holds:
            return language.gettext("It holds: %(value)s is at most %(target)s.", **values)
        return language.gettext("It does not hold: %(value)s is more than %(target)s.", **values)
    if holds:
        return language.gettext("It holds: %(value)s lies between %(low)s and %(high)s.", **values)
    return language.gettext("It does not hold: %(value)s does not lie between %(low)s and %(high)s.", **values)


def _boolean(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    return language.gettext("It is done.") if figures.value is True else language.gettext("It is not done yet.")


def _milestones(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    done = len(figures.value) if isinstance(figures.value, tuple) else 0
    sentence = language.ngettext(
        "%(done)s of %(num)s milestone is done.",
        "%(done)s of %(num)s milestones are done.",
        len(measured.milestones),
        done=language.number(done),
    )
    if len({milestone.weight for milestone in measured.milestones}) > 1:
        by_weight = language.gettext("By weight that is %(percent)s.", percent=language.percent(figures.progress))
        sentence = f"{sentence} {by_weight}"
    return sentence


def _ladder(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    if figures.raw is None or isinstance(figures.value, bool | tuple) or figures.value is None:
        return language.gettext("There is no value yet, which counts as %(percent)s.", percent=language.percent(Fraction(0)))
    if measured.is_text_ladder:
        words = next((step.at for step in measured.steps if step.score == figures.raw), None)
        if words is None:
            return language.gettext("No step is reached yet.")
        return language.gettext("The step “%(step)s” is reached.", step=words)
    value = language.amount(figures.value, measured.unit)
    if figures.raw == 0:
        return language.gettext("%(value)s does not reach the first step.", value=value)
    return language.gettext("%(value)s reaches the step for %(score)s.", value=value, score=language.score(figures.raw))


def _baseline(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    if figures.value is None:
        return language.gettext("The value is to be found first, so there is no progress to count.")
    value = language.value(figures.value, measured.unit)
    return language.gettext("The value found is %(value)s; there is no progress to count.", value=value)


def _aligned(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    return explanation(figures.explanation, language)


def _aggregate(measured: KeyResult, figures: KeyResultFigures, language: Language) -> str:
    count = sum(term.left_out is None for term in figures.explanation.terms)
    what = language.counted("key_result", count)
    if measured.aggregate == "sum":
        return language.gettext("The value is the sum of %(what)s.", what=what)
    return language.gettext("The value is the mean of %(what)s.", what=what)


_BY_TYPE: dict[KeyResultType, Callable[[KeyResult, KeyResultFigures, Language], str]] = {
    KeyResultType.NUMBER: _number,
    KeyResultType.AT_LEAST: _bound,
    KeyResultType.AT_MOST: _bound,
    KeyResultType.BETWEEN: _bound,
    KeyResultType.BOOLEAN: _boolean,
    KeyResultType.MILESTONES: _milestones,
    KeyResultType.LADDER: _ladder,
    KeyResultType.BASELINE: _baseline,
    KeyResultType.ALIGNED: _aligned,
}

# -- statuses --


def _set(reason: StatusReason, language: Language) -> str:
    day = language.short_date(reason.since) if reason.since else ""
    if reason.by_check_in:
        said = (
            language.gettext("Judged so in the %(check_in)s of %(day)s", day=day)
            if day
            else language.gettext("Judged so in the latest %(check_in)s")
        )
    else:
        said = language.gettext("Set by hand since %(day)s", day=day) if day else language.gettext("Set by hand")
    if not reason.text:
        return said + "."
    return language.gettext("%(said)s: %(reason)s", said=said, reason=reason.text)


def _score(status: Status, reason: StatusReason, language: Language) -> str:
    score, good = language.score(reason.score or 0), language.score(reason.good_from or 0)
    if status is Status.ACHIEVED:
        return language.gettext("The score is %(score)s, and %(good)s or more is good.", score=score, good=good)
    return language.gettext("The score is %(score)s; %(good)s would have been good.", score=score, good=good)


def _pace(gap: Fraction, language: Language) -> str:
    points = whole_percents(abs(gap))
    if gap == 0:
        return language.gettext("Exactly as far as expected by now.")
    if gap > 0:
        return language.ngettext(
            "%(num)s percentage point less than expected by now.", "%(num)s percentage points less than expected by now.", points
        )
    return language.ngettext(
        "%(num)s percentage point more than expected by now.", "%(num)s percentage points more than expected by now.", points
    )


def _stale(reason: StatusReason, language: Language) -> str:
    if reason.last_update is None:
        return language.ngettext(
            "Nothing reported for %(num)s day; it was: %(status)s.",
            "Nothing reported for %(num)s days; it was: %(status)s.",
            reason.days or 0,
            status=language.status_word(reason.before or Status.ON_TRACK),
        )
    return language.ngettext(
        "Nothing new for %(num)s day, since %(day)s; it was: %(status)s.",
        "Nothing new for %(num)s days, since %(day)s; it was: %(status)s.",
        reason.days or 0,
        day=language.short_date(reason.last_update),
        status=language.status_word(reason.before or Status.ON_TRACK),
    )


def _threshold(status: Status, language: Language) -> str:
    if status is Status.ON_TRACK:
        return language.gettext("The value is where it has to be.")
    if status is Status.AT_RISK:
        return language.gettext("The value is not where it has to be, but still near it.")
    return language.gettext("The value is not where it has to be.")
