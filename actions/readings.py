"""What a message means where it is said: its readings weighed by what was asked just before, and by what it adds to that.

Nothing here answers: a reading that is likely enough in its place is taken up, everything else stays in doubt.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_PROGRAMS
from actions.corrections import correct
from actions.last_answer import (
    by_a_route,
    by_another_route,
    comes_next,
    eligible,
    ends_in,
    named_again,
    summed,
    tested,
    which_of_those,
)
from actions.last_count import (
    counted_figure,
    counted_people,
    counted_things,
    figure_in_doubt,
    likeliest_figure,
    the_rest,
    told_number,
)
from actions.last_place import abroad_too, all_of_it_here, campus_there, lived, more_of_them, stands
from actions.lexicon import says
from actions.likelier import by_its_verb, either_tells, left, on_topic, priced, said_in, taught_in, where, why, worded
from actions.meanings import (
    FOLLOW_UP,
    WORTH_ADDING,
    read_as,
)
from actions.narrower import (
    at_university,
    cheapest,
    dated,
    dual_system,
    helped,
    in_region,
    of_which_time,
    paid,
    placed,
    reached,
    recognised,
    required,
    spoken,
    why_not_told,
)
from actions.one_program import (
    about_the_program,
    all_told,
    existing,
    introduced,
    leads_abroad,
    listed,
    taught,
    to_a_degree,
    told_by_details,
    which_of_them,
    which_program,
)
from actions.published_names import about_the_named, honour_named, standard_again
from actions.same_again import (
    asks_anew,
    doubted,
    going_on,
    greets_with_a_name,
    moves_on,
    not_even,
    numbered,
    same_of,
    same_of_the_program,
    stays,
    thanked,
    what_about,
)
from actions.same_topic import (
    besides,
    certified,
    elsewhere,
    employed,
    of_membership,
    of_one_or_all,
    of_that_campus,
    one_of_the_schools,
    only_one,
    partners_counted,
    partners_program,
    their_degrees,
)
from actions.set_against import by_length, must_go, than_the_last, than_the_others, without_going
from actions.several_questions import (
    beside_the_named,
    count_the_same,
    count_the_trained,
    of_one_campus,
    of_that_degree,
    tell_once,
    without_the_mention,
)
from actions.suggestions import is_published
from actions.turn import Turn
from office.answers.subjects import HOME
from office.answers.topics import TOPICS, family_of

_COMPARE, _RECOGNITION = "compare_programs", "ask_degree_recognition"


def read_in_context(turn: Turn) -> bool:
    """Read the message as it must be meant after what was said before it. Always False: it is not dealt with yet."""
    message = turn.message
    if not message.typed:
        return False
    if len(message.questions) > 1:
        without_the_mention(turn)
        message = turn.message
    if len(message.questions) > 1:
        count_the_trained(turn)
        count_the_same(turn)
        tell_once(turn)
        of_that_degree(turn)
        beside_the_named(turn)
        of_one_campus(turn)
        return False
    if correct(turn):
        return False
    if message.intent == _RECOGNITION and message.question.all("country") == (HOME,):
        _look_abroad(turn)
    if _compare_with(turn) or abroad_too(turn):
        return False
    for reading in _READINGS:
        if intent := reading(turn):
            if intent != message.intent or message.readings:
                read_as(turn, intent)
            return False
    _add_the_published(turn)
    return False


def _look_abroad(turn: Turn) -> None:
    """ "Is it recognised outside China?": not in China, then."""
    question = turn.message.question
    if says(turn.message.typed, "abroad", turn.message.code):
        entities = {kind: values for kind, values in question.entities.items() if kind != "country"}
        turn.message = replace(turn.message, questions=(replace(question, entities=entities),))


def _compare_with(turn: Turn) -> bool:
    """ "Compare it with tourism": the program talked about is the other one. Whether that is all there is to read."""
    message, context = turn.message, turn.context
    named, before = message.question.all("program"), context.talked_about("program")
    if len(named) != 1 or len(before) != 1 or before[0] in named:
        return False
    question = replace(message.question, entities={**message.question.entities, "program": (*before, *named)})
    if not {_COMPARE, FOLLOW_UP} & {message.intent, *message.readings}:
        if message.intent in ABOUT_PROGRAMS and says(message.typed, "side_by_side", message.code):
            turn.message = replace(message, questions=(question,))  # "how long is it, in comparison with accounting?"
        return False
    if (message.intent == _COMPARE and not message.readings) or says(message.typed, "side_by_side", message.code):
        turn.message = replace(message, questions=(question,))
        read_as(turn, _COMPARE)
        return True
    return False


def _add_the_published(turn: Turn) -> None:
    """ "How can I get in?": nothing is published on applying, but the routes are, and may be meant."""
    message = turn.message
    if message.readings or message.intent not in TOPICS or message.confidence >= 1 - WORTH_ADDING:
        return
    if is_published(message.intent, turn.knowledge):
        return
    for intent, share in message.ranking[1:2]:
        near = intent in TOPICS and family_of(intent) == family_of(message.intent) and share >= WORTH_ADDING
        if near and is_published(intent, turn.knowledge):
            questions = tuple(replace(message.question, intent=each) for each in (intent, message.intent))
            turn.message = replace(message, questions=questions)


# In this order: what a message adds to the question before counts for more than its own words.
_READINGS = (
    thanked,
    not_even,
    numbered,
    why_not_told,
    doubted,
    at_university,
    dated,
    in_region,
    reached,
    cheapest,
    than_the_others,
    than_the_last,
    without_going,
    must_go,
    by_length,
    paid,
    listed,
    besides,
    only_one,
    of_membership,
    about_the_named,
    honour_named,
    standard_again,
    one_of_the_schools,
    elsewhere,
    of_that_campus,
    of_one_or_all,
    certified,
    their_degrees,
    employed,
    partners_counted,
    partners_program,
    spoken,
    required,
    recognised,
    dual_system,
    of_which_time,
    placed,
    said_in,
    taught_in,
    why,
    greets_with_a_name,
    same_of,
    same_of_the_program,
    going_on,
    comes_next,
    by_another_route,
    by_a_route,
    tested,
    lived,
    stands,
    campus_there,
    which_of_those,
    all_of_it_here,
    more_of_them,
    where,
    which_program,
    which_of_them,
    the_rest,
    counted_people,
    counted_things,
    told_number,
    ends_in,
    eligible,
    summed,
    named_again,
    counted_figure,
    figure_in_doubt,
    likeliest_figure,
    priced,
    introduced,
    taught,
    to_a_degree,
    existing,
    all_told,
    leads_abroad,
    told_by_details,
    about_the_program,
    helped,
    by_its_verb,
    either_tells,
    worded,
    what_about,
    asks_anew,
    moves_on,
    stays,
    on_topic,
    left,
)
