"""Questions about routes of admission and what has to be known to apply."""

from __future__ import annotations

from actions.dialogue import AnswerAction


class ActionAnswerAdmission(AnswerAction):
    """Answers from office/answers/admission.py."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_admission"
