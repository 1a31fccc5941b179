"""What a person sees: the join page and the room page, their parts and their looks."""
