"""What those who keep the portal running see of it: the log, errors, figures.

requests (each request's name and time) scrubbing (nobody's data gets out) logs (lines) error_reports (Sentry)
counters (of all processes) days (what is kept of a day) metrics (the page for Prometheus)
"""
