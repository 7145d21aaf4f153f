"""How a recording was turned into a tree before there was a timeline: slow, row by row, frozen.

The comparison takes it for the truth. It follows the package in nothing but its contract: what the
document gains it gains too, written as plainly.
"""
