"""The signals of a harbour. A mistake and what mends it have a signal each."""

from django.dispatch import Signal

# Sent as the harbour opens; a receiver raises in the one, and catches in the other.
harbour_opened = Signal()
harbour_reopened = Signal()

# Sent with send_robust() to all on watch; a receiver raises in the one, answers in the other.
watch_called = Signal()
watch_relieved = Signal()

# Sent as a ship leaves or moors. Small apps connect to them.
ship_left = Signal()
ship_moored = Signal()

# Sent at noon and at midnight. Small apps connect to them.
noon_struck = Signal()
midnight_struck = Signal()

# Sent at the changes of the tide. Small apps connect to them.
ebb_began = Signal()
flood_began = Signal()

# Sent as a watch ends at sea or in port. Small apps connect to them, and disconnect.
sea_watch_ended = Signal()
port_watch_ended = Signal()

# Sent as ice is sighted.
ice_came = Signal()

# Sent by a boat class as mail or parcels arrive. Small apps connect to them.
mail_arrived = Signal()
parcel_arrived = Signal()

# Sent as the tide or the current turns. Receivers are in charts.
tide_turned = Signal()
current_turned = Signal()

# Provides: tally, direction. Sent for each ship that is seen.
ship_sighted = Signal()

# Provides: tally, directions. Sent once, with all that were seen.
watch_ended = Signal()

# Provides: place. The receiver of the one calls the fleet, of the other has it called.
gale_forecast = Signal()
gale_expected = Signal()

# Provides: fleet, the primary keys of vessels to be warned.
storm_forecast = Signal()
storm_expected = Signal()

# Provides: crate; cargo_unloaded also officers, the names of who is to know.
cargo_landed = Signal()
cargo_unloaded = Signal()

# Provides: vessel, whose voyage is paid for. Sent after the commit.
voyage_booked = Signal()

# Sent as a ship sails. Receivers wait for the commit; in the one, what waits first raises.
anchor_weighed = Signal()
anchor_stowed = Signal()
