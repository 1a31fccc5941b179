"""Who you are: the sessions of browsers and the members they hold."""
