"""What a chat is: members, messages, rooms, presence. No screen, no HTTP, no SQL. Start reading at room.py."""
