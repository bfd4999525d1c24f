"""Signing in: what OAuth asks for, the flows a person goes through, and the keeper of tokens.

The door is :func:`documine_nb.auth.flows.sign_in`.
"""
