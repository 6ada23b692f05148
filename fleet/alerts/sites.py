"""The alerts about sites; the usual authorities' clients renew a certificate 30 days before its end."""

from fleet.alerts.alert import Alert, Threshold
from fleet.alerts.samples import Samples, constant

_SITE = "{{ $labels.instance }}"
_DAYS_LEFT = '(probe_ssl_earliest_cert_expiry{job="blackbox-http",SELECT} - time()) / 86400'
_EXPIRY_SUMMARY = f"the certificate of {_SITE} is valid for {{{{ $value | printf `%.0f` }}}} more days"
_EVALUATED_MINUTES = 65
"""Minutes after which the rule tests expect the alerts about certificates: they hold for an hour."""
_EXPIRY = Samples(series=constant(probe_ssl_earliest_cert_expiry=lambda value: value * 86400 + _EVALUATED_MINUTES * 60))
# One that lost only its IPv4 or its IPv6 address may still have sites at the other: hence `family`.
_UNREACHABLE = {"HostUnreachable": ("host", "family")}

SITES = (
    Alert(
        name="SiteDown",
        subject="site",
        severity="critical",
        hold="5m",
        jobs=("blackbox-http",),
        expression='probe_success{job="blackbox-http",SELECT} == 0',
        summary=f"{_SITE} does not work",
        inhibited_by=_UNREACHABLE,
        samples=Samples(series=constant(probe_success=float)),
    ),
    Alert(
        name="SiteSlow",
        subject="site",
        severity="warning",
        hold="10m",
        jobs=("blackbox-http",),
        expression='avg_over_time(probe_duration_seconds{job="blackbox-http",SELECT}[10m]) > THRESHOLD',
        threshold=Threshold(5, "s"),
        summary=f"{_SITE} takes {{{{ $value | printf `%.1f` }}}} s",
        inhibited_by=_UNREACHABLE,
        samples=Samples(series=constant(probe_duration_seconds=float)),
    ),
    Alert(
        name="CertificateExpiresSoon",
        subject="site",
        severity="warning",
        hold="1h",
        jobs=("blackbox-http",),
        expression=f"{_DAYS_LEFT} < THRESHOLD",
        threshold=Threshold(21, "days left"),
        summary=_EXPIRY_SUMMARY,
        samples=_EXPIRY,
    ),
    Alert(
        name="CertificateExpiresVerySoon",
        subject="site",
        severity="critical",
        hold="1h",
        jobs=("blackbox-http",),
        expression=f"{_DAYS_LEFT} < THRESHOLD",
        threshold=Threshold(3, "days left"),
        summary=_EXPIRY_SUMMARY,
        samples=_EXPIRY,
    ),
)
