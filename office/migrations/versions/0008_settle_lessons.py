"""Lessons remember the training run that settled them, that a run was refused with them, and that one was confirmed by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

STATUSES = "status IN ('waiting', 'approved', 'refused', 'left_out')"
OLD_STATUSES = "status IN ('waiting', 'approved', 'left_out')"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("lesson") as lesson:
        lesson.add_column(sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.false()))
        lesson.add_column(sa.Column("run_id", BIG))
        lesson.create_foreign_key(op.f("fk_lesson_run_id_training_run"), "training_run", ["run_id"], ["id"])
        lesson.drop_constraint(op.f("ck_lesson_status_known"), type_="check")
        lesson.create_check_constraint(op.f("ck_lesson_status_known"), STATUSES)


def downgrade() -> None:
    op.execute("UPDATE lesson SET status = 'left_out' WHERE status = 'refused'")
    with op.batch_alter_table("lesson") as lesson:
        lesson.drop_constraint(op.f("ck_lesson_status_known"), type_="check")
        lesson.create_check_constraint(op.f("ck_lesson_status_known"), OLD_STATUSES)
        lesson.drop_constraint(op.f("fk_lesson_run_id_training_run"), type_="foreignkey")
        lesson.drop_column("run_id")
        lesson.drop_column("confirmed")
