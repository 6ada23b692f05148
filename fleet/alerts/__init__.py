"""The Prometheus alerts that the fleet knows."""
