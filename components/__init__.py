"""From a blueprint to resources: a folder for each hosting provider, and the components that all of them share."""
