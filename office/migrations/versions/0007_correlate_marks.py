"""PostgreSQL learns that kind and value of a mark belong together: it took a ninth of the marks that there are."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE STATISTICS st_conversation_mark_kind_value (mcv) ON kind, value FROM conversation_mark")
        op.execute("ANALYZE conversation_mark")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP STATISTICS IF EXISTS st_conversation_mark_kind_value")
