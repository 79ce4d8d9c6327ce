"""Questions about tuition, scholarships and the cost of living."""

from __future__ import annotations

from actions.dialogue import AnswerAction


class ActionAnswerMoney(AnswerAction):
    """Answers from office/answers/money.py."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_money"
