"""The mission's line by mouse: a view of the session, in one cell.

``state`` knows what is shown and what can be done, with no widget in it; ``views`` draws it with
widgets; ``static`` tells the last state as HTML and text where there are none.
"""
