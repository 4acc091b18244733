"""The page: what a listener sees of Segue, and does with it, in a browser."""
