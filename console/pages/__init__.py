"""One module for each part of the console: functions that take a visit and give an answer."""
