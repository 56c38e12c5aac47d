"""Charts as small SVG made on the server: a title, a description, and no script or style of their own.

Widths are percentages and text has one size, so a chart is as legible at 320 pixels as on paper;
colours come from the stylesheet by class, and differ in lightness so that they print in grey.
The caller puts the same figures in a table beside the chart.
"""
