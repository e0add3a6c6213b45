"""Every table of the product. Migrations under `migrations/` create them; this file is what code queries.

Times are UTC seconds since 1970 (float): the same on SQLite and PostgreSQL, and cheap to compare.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("ext_user", String(255)),
    Column("owner", String(32), nullable=False, server_default="bot"),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("next_seq", Integer, nullable=False, server_default="1"),
    # True from a hand-back until the engine has begun a new short session.
    Column("fresh_session", Boolean, nullable=False, server_default=text("false")),
    Column("language", String(8), nullable=False, server_default="zh"),
    Column("name", String(128)),
    Column("contact", JSON),
    Column("page", JSON),
    Column("urgency", String(16)),
    Column("nature", String(16)),
    Column("complexity", String(16)),
    Column("triage", JSON),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("customer_seen_at", Float),
    # The handoff that ended because the customer was silent: the next word takes it up again or forgets this.
    Column("resumes", Integer),
    UniqueConstraint("channel", "ext_user"),
    Index("ix_conversation_owner", "owner", "updated_at"),
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    # None when the message was held back because the owner changed while the bot was thinking.
    Column("seq", Integer),
    Column("author", String(32), nullable=False),
    Column("kind", String(16), nullable=False, server_default="text"),
    Column("text", Text, nullable=False, server_default=""),
    Column("buttons", JSON),
    Column("data", JSON),
    Column("analysis", JSON),
    Column("client_id", String(128)),
    Column("src", Integer),
    Column("n", Integer),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("suppressed", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_id"),
    UniqueConstraint("src", "n"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("message_id", ForeignKey("message.id"), nullable=False),
    # What Rasa is given: the text, or the payload behind the pressed button.
    Column("text", Text, nullable=False),
    Column("trusted", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(16), nullable=False, server_default="new"),
    Column("lease_until", Float, nullable=False, server_default="0"),
    Column("lease_by", String(64)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", Float, nullable=False),
    Column("done_at", Float),
    UniqueConstraint("message_id"),
    Index(
        "ix_inbox_open",
        "conversation_id",
        "id",
        sqlite_where=text("state IN ('new','leased')"),
        postgresql_where=text("state IN ('new','leased')"),
    ),
)

handoff = Table(
    "handoff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    # The customer message that led to it; None when an agent took over or the Person button was pressed.
    Column("inbox_id", Integer, unique=True),
    Column("epoch", Integer, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("urgency_rank", Integer, nullable=False),
    Column("nature", String(16), nullable=False),
    Column("complexity", String(16), nullable=False),
    Column("summary", Text, nullable=False, server_default=""),
    Column("packet", JSON, nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    # The range of minutes that the customer was told on entering the queue; None where none was promised.
    Column("wait_low", Integer),
    Column("wait_high", Integer),
    Column("accepted_at", Float),
    Column("first_reply_at", Float),
    Column("agent_id", Integer),
    Column("ended_at", Float),
    Column("end_reason", String(32)),
    Column("end_note", Text),
    # What the desk is alerted of, since when: unclaimed | agent_silent | customer_silent.
    Column("alert", String(16)),
    Column("alerted_at", Float),
    # By when the customer was told that somebody gets back; told once, so that it is the same at every step.
    Column("promised_at", Float),
    # Back in the queue, before those who never had anyone: when, why, and from whom.
    Column("returned_at", Float),
    Column("return_reason", String(32)),
    Column("former_agent_id", Integer),
    # Taken up again after the customer had been silent.
    Column("resumed_at", Float),
    # What came of it in two languages (bot/core/handback.py), for the next agent; made when it ends.
    Column("recap", JSON),
    # How the agent ended it, who said so last, and when; what was done is `end_note`.
    Column("outcome", String(32)),
    Column("cause", String(16)),
    Column("outcome_by", Integer),
    Column("outcome_at", Float),
    # When the agent wants to look at it again, and why; None when done or not wanted.
    Column("follow_up_at", Float),
    Column("follow_up_note", Text),
    # Until then the agent writes up this matter and takes nobody new.
    Column("wrap_up_until", Float),
    Index(
        "uq_handoff_open",
        "conversation_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_handoff_ended_at", "ended_at"),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    # The same key always gives the same ticket: `handoff:12`, `form:repair:345`.
    Column("key", String(128), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("handoff_id", Integer, unique=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("fields", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("nature", String(16), nullable=False),
    Column("state", String(16), nullable=False, server_default="open"),
    Column("first_response_due", Float, nullable=False),
    Column("resolution_due", Float, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("solved_at", Float),
    Index("ix_ticket_state", "state"),
    # What the customer said to "solved?": asked | confirmed | unconfirmed (no answer) | not_solved; and when.
    Column("confirmation", String(16)),
    Column("confirmed_at", Float),
    Column("reopened", Integer, nullable=False, server_default="0"),
)

ticket_note = Table(
    "ticket_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", ForeignKey("ticket.id"), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

ticket_job = Table(
    "ticket_job",
    metadata,
    Column("ticket_id", ForeignKey("ticket.id"), primary_key=True),
    Column("desk", String(32), nullable=False),
    Column("state", String(16), nullable=False, server_default="pending"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Float, nullable=False),
    Column("external_ref", String(128)),
    Column("error", Text),
    # The ticket system has not been told yet how the matter ended.
    Column("outcome_due", Boolean, nullable=False, server_default=text("false")),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("state", String(16), nullable=False, server_default="pending"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Float, nullable=False),
    Column("provider_id", String(128)),
    Column("error", Text),
    UniqueConstraint("conversation_id", "seq"),
    # What is sent stays in the table; a look for work must not read it.
    Index(
        "ix_outbox_open",
        "conversation_id",
        "seq",
        sqlite_where=text("state IN ('pending','sending','unknown','resending')"),
        postgresql_where=text("state IN ('pending','sending','unknown','resending')"),
    ),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("ref", Integer, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("fired_at", Float),
    # One that waits per step; what has fired stays as a record, and the step may come again later.
    Index(
        "uq_timer_waiting",
        "kind",
        "ref",
        unique=True,
        sqlite_where=text("fired_at IS NULL"),
        postgresql_where=text("fired_at IS NULL"),
    ),
    Index("ix_timer_due", "due_at", sqlite_where=text("fired_at IS NULL"), postgresql_where=text("fired_at IS NULL")),
)

event = Table(
    "event",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("type_name", String(64), nullable=False),
    Column("timestamp", Float),
    Column("data", Text, nullable=False),
    Index("ix_event_session", "conversation_id", "type_name", "n"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("article_id", String(128), nullable=False),
    Column("inbox_id", Integer, nullable=False, unique=True),
    Column("helped", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
)

article = Table(
    "article",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("topic", String(64), nullable=False),
    Column("question", Text, nullable=False),
    Column("variants", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("urgency", String(16)),
    Column("status", String(16), nullable=False, server_default="draft"),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("position", Integer, nullable=False, server_default="0"),
    # Served from and until these moments only; None has no bound.
    Column("valid_from", Float),
    Column("valid_until", Float),
    Column("owner", String(128), nullable=False, server_default=""),
    Column("nature", String(16)),
    # Names of channels; an empty list means all of them.
    Column("channels", JSON, nullable=False, server_default="[]"),
    Column("updated_at", Float, nullable=False),
)

# What an editor has written and not published: customers are still told what stands in `article`.
draft = Table(
    "draft",
    metadata,
    Column("article_id", String(128), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("content", JSON, nullable=False),
    # The published revision it was written over (0: none), and its own revision.
    Column("base", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    # draft | proposed | review | returned
    Column("state", String(16), nullable=False, server_default="draft"),
    Column("who", String(128), nullable=False),
    Column("updated_at", Float, nullable=False),
)

# What agents proposed from a conversation: it joined the draft of an article, and an editor decides.
proposal = Table(
    "proposal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", String(128), nullable=False),
    Column("language", String(8), nullable=False),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    # The number of the agent's reply.
    Column("seq", Integer, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("reply", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("who", String(128), nullable=False),
    Column("created_at", Float, nullable=False),
    # True as soon as the draft was published or dropped.
    Column("settled", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("conversation_id", "seq", "article_id", "language"),
    Index("ix_proposal_article", "article_id", "language"),
)

# Questions with the article that must come first, asked again before every publish.
regression = Table(
    "regression",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("question_key", String(64), nullable=False, unique=True),
    Column("language", String(8), nullable=False),
    Column("article_id", String(128), nullable=False),
    Column("source", String(16), nullable=False),
    Column("who", String(128), nullable=False),
    Column("created_at", Float, nullable=False),
)

# Questions that an editor has looked at and that need no article.
gap_ignored = Table(
    "gap_ignored",
    metadata,
    Column("text_hash", String(64), primary_key=True),
    Column("why", Text, nullable=False),
    Column("who", String(128), nullable=False),
    Column("created_at", Float, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("article_id", String(128), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("content", JSON, nullable=False),
    # saved | submitted | returned | published | archived | discarded | restored | imported
    Column("kind", String(16), nullable=False, server_default="imported"),
    Column("who", String(128), nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("created_at", Float, nullable=False),
)

embedding = Table(
    "embedding",
    metadata,
    Column("encoder", String(64), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

user = Table(
    "app_user",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("seen_at", Float, nullable=False, server_default="0"),
    Column("presence", String(16), nullable=False, server_default="online"),
    Column("created_at", Float, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("user_id", ForeignKey("app_user.id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(128), nullable=False),
    Column("what", String(64), nullable=False),
    Column("object", String(255), nullable=False),
    Column("data", JSON),
    Column("created_at", Float, nullable=False),
)

# How far each person has read each conversation: the number of the last message they were shown.
seen = Table(
    "seen",
    metadata,
    Column("user_id", ForeignKey("app_user.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
)

# Filter combinations of the desk's left pane that a person gave a name.
saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("app_user.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("choice", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("user_id", "name"),
)

# Conversations that a person has put aside until a moment, or until the customer writes (no moment).
snooze = Table(
    "snooze",
    metadata,
    Column("user_id", ForeignKey("app_user.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    # What the timer refers to.
    Column("number", Integer, nullable=False, unique=True),
    # It holds as long as the owner stays the same.
    Column("epoch", Integer, nullable=False),
    Column("until", Float),
    Column("created_at", Float, nullable=False),
    Column("woke_at", Float),
    # time | customer
    Column("woke", String(16)),
    Index("ix_snooze_conversation_id", "conversation_id"),
)

# A note names a person with an @; it stands in that person's list until they have read it.
mention = Table(
    "mention",
    metadata,
    Column("user_id", ForeignKey("app_user.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    # The number of the note.
    Column("seq", Integer, primary_key=True),
    Column("by_id", ForeignKey("app_user.id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("read_at", Float),
    # What was read stays in the table; the lists are asked at every change and must not read it.
    Index(
        "ix_mention_unread",
        "user_id",
        "created_at",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
)

# Who passed a conversation on; without a receiver it went back to the queue.
transfer = Table(
    "transfer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("handoff_id", ForeignKey("handoff.id"), nullable=False),
    Column("from_id", ForeignKey("app_user.id"), nullable=False),
    Column("to_id", ForeignKey("app_user.id")),
    Column("note", Text, nullable=False),
    # The number of the notice in the conversation: who has read that far knows of it.
    Column("seq", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Index("ix_transfer_handoff_id", "handoff_id"),
)

correction = Table(
    "triage_correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("who", String(128), nullable=False),
    Column("field", String(16), nullable=False),
    Column("was", String(16)),
    Column("now", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

# What a team lead told an agent about a conversation. No message: neither customers nor colleagues ever read it.
lead_word = Table(
    "lead_word",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("to_id", Integer, nullable=False),
    Column("by_id", Integer, nullable=False),
    # whisper | taken_over | taken_away | given | sent_back
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("client_id", String(128)),
    Column("created_at", Float, nullable=False),
    Column("read_at", Float),
    UniqueConstraint("conversation_id", "client_id"),
    Index(
        "ix_lead_word_unread", "to_id", sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL")
    ),
)

# Who changed how a customer is called or reached.
contact_change = Table(
    "contact_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    # name | phone | email
    Column("field", String(16), nullable=False),
    Column("was", String(255)),
    Column("now", String(255)),
    Column("user_id", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Index("ix_contact_change_conversation_id", "conversation_id"),
)

# Two conversations that are one customer's, by the word of a team lead. Undone ones stay as a record.
same_customer = Table(
    "same_customer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("one_id", ForeignKey("conversation.id"), nullable=False),
    Column("other_id", ForeignKey("conversation.id"), nullable=False),
    Column("why", Text, nullable=False),
    Column("by_id", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("undone_at", Float),
    Column("undone_by_id", Integer),
    Column("undone_why", Text),
    Index("ix_same_customer_one_id", "one_id"),
    Index("ix_same_customer_other_id", "other_id"),
)

# What agents say often, inserted at the desk by its code.
canned_reply = Table(
    "canned_reply",
    metadata,
    Column("id", String(64), primary_key=True),
    # The person whose own it is; 0: everybody's.
    Column("owner_id", Integer, nullable=False),
    Column("code", String(40), nullable=False),
    Column("code_key", String(128), nullable=False),
    # Empty where it is not written in this language.
    Column("zh", Text, nullable=False, server_default=""),
    Column("en", Text, nullable=False, server_default=""),
    # Of the last change; no number comes back, also not after a deletion.
    Column("number", Integer, nullable=False),
    Column("who", String(128), nullable=False),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("owner_id", "code_key"),
)

# --- Routing: who may be given which customer -----------------------------------------------------

# Looked up for everyone who waits: who had this customer the last time.
Index("ix_handoff_conversation_id", handoff.c.conversation_id)

team = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name_zh", String(64), nullable=False, unique=True),
    Column("name_en", String(64), nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
)

team_member = Table(
    "team_member",
    metadata,
    Column("team_id", ForeignKey("team.id"), primary_key=True),
    Column("user_id", ForeignKey("app_user.id"), primary_key=True),
)

# What a person can do; without a row: both languages, no skills, the usual capacity.
agent_profile = Table(
    "agent_profile",
    metadata,
    Column("user_id", ForeignKey("app_user.id"), primary_key=True),
    Column("skills", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    # Weight of the conversations at once; None: the setting `conversations_per_agent`.
    Column("capacity", Integer),
    # When this person was last given a conversation.
    Column("assigned_at", Float, nullable=False, server_default="0"),
)

# How a customer stands with the shop; without a row: an ordinary customer with nobody of their own.
customer_profile = Table(
    "customer_profile",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("tier", String(16), nullable=False, server_default="normal"),
    # The agent who serves this customer whenever at the desk.
    Column("dedicated_id", ForeignKey("app_user.id")),
)

# A waiting conversation that one agent is asked to take.
offer = Table(
    "offer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handoff_id", ForeignKey("handoff.id"), nullable=False),
    Column("agent_id", ForeignKey("app_user.id"), nullable=False),
    Column("offered_at", Float, nullable=False),
    Column("until", Float, nullable=False),
    Column("ended_at", Float),
    # taken | declined | passed | withdrawn
    Column("outcome", String(16)),
    Index(
        "uq_offer_open",
        "handoff_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_offer_handoff_id", "handoff_id", "id"),
)

# What agents do often, in one go: everybody's and each one's own. `number` as of a canned reply.
macro = Table(
    "macro",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner_id", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("name_key", String(200), nullable=False),
    Column("steps", JSON, nullable=False),
    Column("number", Integer, nullable=False),
    Column("who", String(128), nullable=False),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("owner_id", "name_key"),
)

# Numbers that must rise by one under a lock: the knowledge version, the last ticket number.
counter = Table(
    "counter",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Integer, nullable=False),
)

# One running, standing or ended clock of a ticket; docs/service-levels.md. Seconds.
sla_clock = Table(
    "sla_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("ticket_id", ForeignKey("ticket.id"), nullable=False),
    # first | next | resolution | callback, and which of its kind, from 1.
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    # What the target was chosen by.
    Column("urgency", String(16), nullable=False),
    Column("nature", String(16), nullable=False),
    Column("tier", String(32), nullable=False),
    Column("target", Float, nullable=False),
    Column("by_wall", Boolean, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("spent", Float, nullable=False, server_default="0"),
    # Runs since then; None while it stands or is over. Then it has no due moment either.
    Column("since", Float),
    Column("due_at", Float),
    # A moment that the customer was promised.
    Column("fixed", Float),
    Column("warned_at", Float),
    Column("breached_at", Float),
    Column("ended_at", Float),
    # met | breached | void, as soon as it is over
    Column("outcome", String(16)),
    # Messages after this one concern it, and up to which one they have been followed.
    Column("from_seq", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    UniqueConstraint("ticket_id", "kind", "number"),
    Index(
        "ix_sla_clock_open",
        "conversation_id",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_sla_clock_conversation_id", "conversation_id"),
    Index("ix_sla_clock_ended_at", "ended_at"),
)

# Targets that managers have set, in minutes; what is not here is the standard of `bot/core/service_levels.py`.
sla_target = Table(
    "sla_target",
    metadata,
    Column("clock", String(16), primary_key=True),
    # Empty: every nature.
    Column("nature", String(16), primary_key=True),
    Column("urgency", String(16), primary_key=True),
    Column("tier", String(32), primary_key=True),
    Column("minutes", Integer, nullable=False),
    Column("who", String(128), nullable=False),
    Column("changed_at", Float, nullable=False),
)
