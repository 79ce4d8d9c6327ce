"""Knowledge: written, previewed in every language, live, undone; topics, things, warnings, files."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.answers.document import Question
from office.answers.topics import TOPICS, answer
from office.conversations import queries
from office.database import now, reading, writing
from office.knowledge import states
from office.knowledge.edits import find_edits
from office.knowledge.queries import read_knowledge
from office.knowledge.tables import gap
from office.languages import CODES
from tests.console.conftest import Person
from tests.talk import ask

FORM = {
    "topic": "ask_tuition",
    "subject": "",
    "status": "published",
    "document": "fee-schedule",
    "locator": "page 1",
    "as_of": "2026-11-01",
    "quote": "12000",
    "text_en": "Tuition is 12,000 yuan a year.",
    "text_zh": "学费每年12000元。",
}


def the_fact(database: Engine) -> tuple[str, states.State]:
    with reading(database) as connection:
        (subject,) = [each for each in states.find_subjects(connection, "fact") if each.startswith("staff-")]
        state = states.read_state(connection, "fact", subject)
    assert state is not None
    return subject, state


def in_vain(database: Engine) -> str:
    with writing(database) as connection:
        name, _, _ = ask(connection, "ค่าเทอม?", gap=True)
        row = {
            "topic": "ask_tuition",
            "language": "th",
            "text": "ค่าเทอม?",
            "conversation_id": name,
            "question_key": name,
        }
        connection.execute(sa.insert(gap).values(asked_at=now(), **row))
    return name


def test_a_first_fact_for_a_gap_is_live_in_the_languages_it_has(editor: Person, database: Engine):
    response = editor.post("/knowledge/facts", FORM)
    subject, state = the_fact(database)
    assert response.headers["location"] == f"/knowledge/facts/{subject}"
    assert state["source"]["document"] == "fee-schedule"
    with reading(database) as connection:
        known = read_knowledge(connection)
    assert not answer(Question("ask_tuition"), known).gap
    assert known.name("fact", subject, "zh") == "学费每年12000元。"
    assert known.name("document", "fee-schedule", "th") == "ตารางค่าธรรมเนียม"


def test_a_fact_about_one_program_says_nothing_about_the_others(editor: Person, database: Engine):
    editor.post("/knowledge/facts", {**FORM, "subject": "program/computing-gb"})
    with reading(database) as connection:
        known = read_knowledge(connection)
    assert not answer(Question("ask_tuition", {"program": ("computing-gb",)}), known).gap
    assert answer(Question("ask_tuition", {"program": ("tourism-sg",)}), known).gap


def test_the_preview_shows_every_language_and_changes_nothing(editor: Person, database: Engine):
    text = editor.post("/knowledge/facts/preview", FORM, **{"HX-Request": "true"}).text
    assert text.count('class="bubble') == len(CODES) + 1
    assert "學費每年12000元" in text  # traditional Chinese, converted
    assert "Tuition is 12,000 yuan a year." in text
    with reading(database) as connection:
        assert answer(Question("ask_tuition"), read_knowledge(connection)).gap
        assert find_edits(connection) == []


def test_before_a_word_is_written_the_preview_shows_what_is_said_now(editor: Person):
    text = editor.post("/knowledge/facts/preview", {**FORM, "text_en": "", "text_zh": ""}).text
    assert text.count("bubble gap") == len(CODES) + 1


def test_the_preview_of_a_mistake_says_which(editor: Person):
    assert (
        "not in the knowledge base" in editor.post("/knowledge/facts/preview", {**FORM, "subject": "program/none"}).text
    )
    assert "bubble" not in editor.post("/knowledge/facts/preview", {**FORM, "topic": ""}).text


@pytest.mark.parametrize(
    ("values", "explained"),
    [
        ({"topic": ""}, "Please choose a topic."),
        ({"text_en": "", "text_zh": ""}, "Nothing is said without its source"),
        ({"valid_from": "2027-02-01", "valid_until": "2027-01-01"}, "It would end before it begins."),
        ({"document": "other"}, "Nothing is said without its source"),
        ({"as_of": "2999-01-01"}, "today or earlier"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    editor: Person, database: Engine, values: dict, explained: str
):
    form = {**FORM, "quote": "", "locator": "page 77", **values}
    response = editor.post("/knowledge/facts", form)
    assert response.status_code == 422
    assert explained in response.text
    assert "page 77" in response.text
    with reading(database) as connection:
        assert find_edits(connection) == []


def test_a_document_of_ones_own_is_named(editor: Person, database: Engine):
    editor.post("/knowledge/facts", {**FORM, "document": "other", "own_document": "Notice of 2027"})
    _, state = the_fact(database)
    with reading(database) as connection:
        assert read_knowledge(connection).name("document", state["source"]["document"], "ru") == "Notice of 2027"


def test_a_fact_is_changed_withdrawn_and_undone(editor: Person, database: Engine):
    editor.post("/knowledge/facts", FORM)
    subject, before = the_fact(database)
    editor.post("/knowledge/facts", {**FORM, "fact": subject, "status": "withdrawn"})
    assert the_fact(database)[1]["status"] == "withdrawn"
    with reading(database) as connection:
        edit = find_edits(connection)[0].id
    assert f"/knowledge/history/{edit}/undo" in editor.get(f"/knowledge/facts/{subject}").text
    editor.post(f"/knowledge/history/{edit}/undo")
    assert the_fact(database)[1] == before


def test_who_changed_what_can_be_read_by_everybody_and_undone_by_editors(
    reader: Person, editor: Person, database: Engine
):
    editor.post("/knowledge/facts", FORM)
    text = reader.get("/knowledge/history").text
    assert "<strong>editor</strong>" in text
    assert "Tuition is 12,000 yuan a year." in text
    assert "undo" not in text
    assert "undo" in editor.get("/knowledge/history").text
    assert editor.post("/knowledge/history/999/undo").status_code == 404


def test_whoever_asked_in_vain_is_told_when_it_is_published(editor: Person, database: Engine):
    name = in_vain(database)
    text = editor.get("/knowledge/facts/new?topic=ask_tuition").text
    assert "Asked 1 time" in text
    assert "Tell the 1 applicant" in text
    response = editor.post("/knowledge/facts", {**FORM, "text_th": "ค่าเล่าเรียนปีละ 12,000 หยวน", "tell": "1"})
    assert "1 applicant told in the chat" in response.text
    with reading(database) as connection:
        said = queries.last_message(connection, name)
    assert said is not None
    assert (said.sender, "ค่าเล่าเรียนปีละ 12,000 หยวน" in said.text) == ("staff", True)


def test_without_the_wish_nobody_is_told(editor: Person, database: Engine):
    name = in_vain(database)
    editor.post("/knowledge/facts", FORM)
    with reading(database) as connection:
        assert queries.last_message(connection, name, sender="staff") is None
    assert "ค่าเทอม?" in editor.get("/gaps").text


def test_a_draft_tells_nobody(editor: Person, database: Engine):
    name = in_vain(database)
    editor.post("/knowledge/facts", {**FORM, "status": "draft", "tell": "1"})
    with reading(database) as connection:
        assert queries.last_message(connection, name, sender="staff") is None


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_topic_shows_its_answer_in_every_language(reader: Person, topic: str):
    response = reader.get(f"/knowledge/topics/{topic}?subject=program/automotive-de")
    assert response.status_code == 200
    assert response.text.count('class="bubble') == len(CODES) + 1


@pytest.mark.parametrize("kind", ["program", "campus", "admission_route", "listing", "figure", "partner_country"])
def test_every_thing_has_a_page(reader: Person, database: Engine, kind: str):
    with reading(database) as connection:
        subjects = states.find_subjects(connection, kind)
    for subject in subjects:
        response = reader.get(f"/knowledge/things/{kind}/{subject}")
        assert response.status_code == 200
        assert "Publish" not in response.text  # a reader reads


@pytest.mark.parametrize(
    "each", ["field/design", "degree_level/bachelor", "overseas_school/luban-workshop", "college/college"]
)
def test_what_has_only_names_has_a_page_too(editor: Person, each: str):
    assert "Publish" in editor.get(f"/knowledge/things/{each}").text
    assert editor.get("/knowledge/things/field/none").status_code == 404
    assert editor.get("/knowledge/things/fact/college-goal").status_code == 404


def test_an_alias_is_understood_from_the_next_question_on(editor: Person, database: Engine):
    with reading(database) as connection:
        state = states.read_state(connection, "names", "program/computing-gb")
    assert state is not None
    form = {f"name_{code}": text for code, text in state["names"].items()}
    form |= {f"aliases_{code}": "\n".join(listed) for code, listed in state["aliases"].items()}
    editor.post(
        "/knowledge/things/program/computing-gb/names", {**form, "aliases_en": form["aliases_en"] + "\nbrit bits\n"}
    )
    with reading(database) as connection:
        after = states.read_state(connection, "names", "program/computing-gb")
    assert after is not None
    assert "brit bits" in after["aliases"]["en"]
    assert {**after["aliases"], "en": []} == {**state["aliases"], "en": []}


def test_a_thing_without_a_name_is_refused_and_nothing_typed_is_lost(editor: Person):
    form = {f"name_{code}": "" for code in CODES} | {"aliases_en": "brit bits"}
    response = editor.post("/knowledge/things/program/computing-gb/names", form)
    assert response.status_code == 422
    assert "brit bits" in response.text


def test_a_program_is_changed_in_all_its_parts(editor: Person, database: Engine):
    form = {
        "status": "published", "valid_until": "2030-06-30", "locator": "notice", "quote": "words", "as_of": "2026-11-01",
        "field": "computing", "routes": ["spring-gaokao"], "years_vocational": "3", "place_vocational": "college",
        "years_bachelor": "2", "place_bachelor": "partner", "conditional_bachelor": "1", "years_master": "",
    }  # fmt: skip
    assert editor.post("/knowledge/things/program/computing-gb", form).status_code == 303
    with reading(database) as connection:
        program = read_knowledge(connection).programs["computing-gb"]
    assert program.years() == 5
    assert program.routes == ("spring-gaokao",)
    assert [stage.conditional for stage in program.stages] == [False, True]


def test_a_number_is_changed_and_said(editor: Person, database: Engine):
    form = {"status": "published", "locator": "notice", "quote": "40 countries", "as_of": "2026-11-01", "value": "40"}
    editor.post("/knowledge/things/figure/student_countries", form)
    with reading(database) as connection:
        assert read_knowledge(connection).figures["student_countries"].value == 40
    assert editor.post("/knowledge/things/figure/student_countries", {**form, "value": "many"}).status_code == 422


def test_warnings_are_listed_with_where_to_look(editor: Person):
    editor.post("/knowledge/facts", {**FORM, "text_th": "21,000 บาท"})
    text = editor.get("/knowledge/warnings").text
    assert "Numbers differ between languages:" in text
    assert "Languages missing:" in text
    assert "2 warnings to look at" in editor.get("/knowledge").text


def test_what_goes_out_comes_in_again_after_a_look(editor: Person, database: Engine):
    text = editor.get("/knowledge/export.yml").text
    assert (
        "The file says what the knowledge base says already."
        in editor.post("/knowledge/files", files={"file": ("k.yml", text)}).text
    )
    changed = text.replace("whole-new", "").replace("Its aim is to train", "Its wish is to train", 1)
    page = editor.post("/knowledge/files", files={"file": ("k.yml", changed)}).text
    assert "1 change" in page
    with reading(database) as connection:
        assert find_edits(connection) == []
    content = page.split('name="content" value="')[1].split('"')[0]
    editor.post("/knowledge/files/import", {"kind": "yaml", "content": content})
    with reading(database) as connection:
        assert read_knowledge(connection).name("fact", "college-goal", "en").startswith("Its wish is to train")


def test_texts_go_to_translators_and_come_back(editor: Person, database: Engine):
    text = editor.get("/knowledge/export.csv").text
    assert text.startswith("\ufeffkind,thing,en,zh")
    page = editor.post(
        "/knowledge/files", files={"file": ("k.csv", "kind,thing,fr\nfact,college-goal,Nouveau but.\n")}
    ).text
    content = page.split('name="content" value="')[1].split('"')[0]
    editor.post("/knowledge/files/import", {"kind": "csv", "content": content})
    with reading(database) as connection:
        assert read_knowledge(connection).name("fact", "college-goal", "fr") == "Nouveau but."


@pytest.mark.parametrize("content", ["fact: [", "just words", "\x00\x01", "planet: {}"])
def test_a_file_that_is_none_is_refused_with_the_place(editor: Person, content: str):
    response = editor.post("/knowledge/files", files={"file": ("k.yml", content)})
    assert response.status_code == 422
    assert "The file cannot be taken in:" in response.text
    assert editor.post("/knowledge/files/import", {"kind": "yaml", "content": "%%%"}).status_code == 422
