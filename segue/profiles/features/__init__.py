"""What is known of a listener, one file each."""
