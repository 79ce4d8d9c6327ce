"""The public process: takes in what applicants write on each channel, has it answered by Rasa, hands over to staff."""
