"""The commands, a module each: what the command line takes, and a call of what does the work.

What a command needs is imported when it runs, so that `check` never waits for Pulumi.
"""
