"""Plainly synthetic data to try the service with: nobody in it exists."""

from service.demo.accounts import ACCOUNTS, DemoAccount
from service.demo.filling import fill

__all__ = ["ACCOUNTS", "DemoAccount", "fill"]
