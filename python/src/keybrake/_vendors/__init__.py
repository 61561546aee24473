"""What each vendor's official SDK needs to go through the proxy; imported when a key is asked for such a client."""
