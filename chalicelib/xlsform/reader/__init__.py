"""From the sheets of a workbook to a definition's document, through pyxform."""
