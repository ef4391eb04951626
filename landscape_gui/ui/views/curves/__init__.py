"""Curves of loss, accuracy and gradient over the steps."""
