"""What nobody should send, sent: malformed and half-right inputs to every dialect and every route, in process."""
