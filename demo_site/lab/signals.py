"""The signals of a small weather station, one for every way to send."""

from django.dispatch import Signal

# Provides: place, the name of a place. Sent with asend().
forecast_requested = Signal()

# Provides: place. Sent with asend() by a receiver of forecast_requested.
image_received = Signal()

# Provides: height, in kilometres. Sent with asend_robust(); one receiver raises.
probe_launched = Signal()

# Provides: hour, a number from 0. Sent while a response is being streamed.
hour_measured = Signal()

# Provides: kind, "fragment" or "data". Sent by the requests of the page's JavaScript.
update_requested = Signal()

# Provides: place. Its receiver sends warning_issued.
front_detected = Signal()

# Provides: place, level. Its receiver sends siren_tested.
warning_issued = Signal()

# Provides: level, from 1 to 5.
siren_tested = Signal()
