"""Questions about campuses, overseas schools, housing and life."""

from __future__ import annotations

from actions.dialogue import AnswerAction


class ActionAnswerCampuses(AnswerAction):
    """Answers from office/answers/campuses.py."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_campuses"
