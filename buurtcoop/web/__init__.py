"""Plumbing for pages: permissions, forms, the transaction edge, refusals in sentences, headers.

Always holds: a route without a declared permission does not start; a GET reads through a
transaction that can't write; a POST carries a token against forgery and a nonce that makes a
double press one result.
"""
