"""Events to Profile: what Segue holds of one listener, feature by feature."""
