"""UptimeRobot as a Pulumi provider; programs import `providers.uptimerobot.sdk`."""
