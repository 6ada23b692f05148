"""Declares the resources of a blueprint: a folder for each hosting provider, and the components that they share."""
