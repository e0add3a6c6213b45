"""Repair visit, return, complaint, request: what is asked, how answers are read, what becomes of them."""
