"""The ticket desk in our own database: always there, needs nothing."""

from bot.tickets.builtin.desk import BuiltinDesk

__all__ = ["BuiltinDesk"]
