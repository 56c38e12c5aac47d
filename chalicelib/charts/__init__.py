"""Charts as small SVG drawings made on the server: a title, a description, no script and no style of their own.

Widths are percentages and text has one size, so a chart is as legible at 320 pixels as on paper. Colours come
from a stylesheet by class and differ in lightness, so they print well in grey. The summary's page puts a table of the
same figures beside each chart, a report tells them in its alternative text.
"""
