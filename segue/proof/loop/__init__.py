"""The closed loop: simulated people who react to what they are given, week after week, under several engines."""
